"""The task: from marts to schema ``ml``, and from there, by dbt, to the mart of attributes."""

from datetime import datetime

import pandas as pd
import pytest

from ml_tasks.imputation.attribute_frame import read_attributes
from ml_tasks.imputation.imputations import has_newest_imputation, newest_imputation, store_imputation
from ml_tasks.imputation.impute import impute
from warehouse.connection import build_connection
from warehouse.dbt_runner import invoke
from warehouse.errors import Refused

from .planted_people import CONFIG as ALL_METHODS
from .planted_people import plant_people

AS_OF = datetime(2018, 1, 1)
# One method beside the simple ones: what each of them does is tested elsewhere.
CONFIG = ALL_METHODS.model_copy(
    update={"columns": tuple(it.model_copy(update={"candidates": ("knn",)}) for it in ALL_METHODS.columns)}
)


def build_mart(settings, as_of):
    variables = {"as_of": str(as_of), "build_id": 1, "raw_through_batch": 1}
    outcome = invoke(settings, ["run", "--select", "customer_attributes"], variables=variables)
    assert outcome.success, outcome.exception or [result.message for result in outcome.result]


def test_purchases_tell_the_age(settings, write_marts, query):
    write_marts(plant_people())
    report = impute(settings, CONFIG)
    assert report.is_new
    errors = dict(
        query("select method, value from ml.imputation_quality where column_name = 'age_years' and metric = 'mae'")
    )
    ((method,),) = query("select method from ml.imputation_choices where column_name = 'age_years'")
    assert errors[method] < 0.5 * errors["median"]
    assert query("select imputation_version, customer_count, promotion_number from ml.imputations") == [
        (report.version, 300, 1)
    ]
    for table in ("imputation_choices", "imputation_quality", "imputed_attributes", "imputation_fallbacks"):
        assert query(f"select distinct imputation_version from ml.{table}") == [(report.version,)]


def test_the_same_again_writes_nothing(settings, write_marts, query):
    write_marts(plant_people(150))
    first, second = impute(settings, CONFIG), impute(settings, CONFIG)
    assert (first.version, second.version, second.is_new) == (second.version, first.version, False)
    assert query("select count(*) from ml.imputations") == [(1,)]


def test_an_earlier_imputation_may_come_back(settings, write_marts, query):
    write_marts(plant_people(150))
    first = impute(settings, CONFIG).version
    write_marts(plant_people(150, seed=8))
    second = impute(settings, CONFIG).version
    write_marts(plant_people(150))
    assert impute(settings, CONFIG).version == first
    assert query("select imputation_version, promotion_number from ml.imputations order by 2") == [
        (second, 2),
        (first, 3),
    ]
    with build_connection(settings, "test") as connection:
        assert newest_imputation(connection, AS_OF) == first


def test_what_comes_back_on_the_same_day_is_not_stored_twice(settings, query):
    rows = pd.DataFrame([{"customer_id": "c", "column_name": "coin", "value": "heads", "method": "mode"}])
    tables = {"imputed_attributes": rows.assign(confidence=0.5)}
    with build_connection(settings, "test") as connection:
        for hour, version in enumerate(("20180101-a", "20180101-b", "20180101-a"), start=4):
            moment = datetime(2018, 1, 1, hour)
            head = {"imputation_version": version, "as_of": moment, "build_id": 1, "customer_count": 1}
            store_imputation(connection, head, tables)
            assert newest_imputation(connection, moment) == version
    assert query("select imputation_version, as_of from ml.imputed_attributes order by all") == [
        ("20180101-a", datetime(2018, 1, 1, 4)),
        ("20180101-b", datetime(2018, 1, 1, 5)),
    ]


@pytest.mark.parametrize(("zone", "shares"), [("UTC", (1, 0)), ("Asia/Tokyo", (0, 1))])
def test_hours_are_those_of_the_company(settings, write_marts, zone, shares):
    """Everybody orders at 9:00 UTC, which is the evening in Tokyo."""
    write_marts(plant_people(40))
    with build_connection(settings, "test") as connection:
        _, customers, _ = read_attributes(connection, CONFIG, zone)
    assert set(zip(customers["morning_share"], customers["evening_share"], strict=True)) == {shares}


def test_without_marts_it_is_refused(settings):
    with pytest.raises(Refused, match=r"no marts\.customer_features to learn attributes from"):
        impute(settings)


def test_nobody_known_is_no_failure(settings, write_marts, query):
    people = plant_people(40)
    write_marts(people.assign(age_years=None, age_band=None, home_ownership=None))
    report = impute(settings, CONFIG)
    assert (report.version, report.is_new) == (None, False)
    assert "age_band is known for 0 customers" in report.left_out["age_band"]
    assert query("select count(*) from ml.imputations") == [(0,)]


def test_the_mart_shows_it_from_its_as_of_on(settings, write_marts, query):
    people = plant_people()
    write_marts(people[people["customer_id"] != "c0299"])
    version = impute(settings, CONFIG).version
    write_marts(people.assign(home_ownership=people["home_ownership"].where(people["customer_id"] != "c0299", None)))
    build_mart(settings, datetime(2018, 1, 2))
    with build_connection(settings, "test") as connection:
        assert has_newest_imputation(connection, datetime(2018, 1, 2))
        assert not has_newest_imputation(connection, datetime(2017, 12, 31))
    counted = (
        "select count(*), count(home_ownership), count_if(is_home_ownership_imputed) from marts.customer_attributes"
    )
    unknown = int(people.loc[people["customer_id"] != "c0299", "home_ownership"].isna().sum()) + 1
    assert query(counted) == [(300, 300, unknown)]
    assert query("select distinct imputation_version from marts.customer_attributes") == [(version,)]
    # Who came later has the value of the stratum.
    assert query(
        "select home_ownership_imputation_method from marts.customer_attributes where customer_id = 'c0299'"
    ) == [("stratum",)]
    build_mart(settings, datetime(2017, 12, 31))
    assert query(counted) == [(300, 300 - unknown, 0)]
