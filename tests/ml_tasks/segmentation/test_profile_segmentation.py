"""The second segmentation, which may look at who people are, for whoever opts in."""

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.explaining.naming import SegmentName
from ml_tasks.segmentation.explaining.traits import name_by_traits
from ml_tasks.segmentation.features import Feature
from ml_tasks.segmentation.finding.scaling import FeatureScaler
from ml_tasks.segmentation.keeping.keeping_config import KeepingConfig
from ml_tasks.segmentation.keeping.models import champion_version
from ml_tasks.segmentation.keeping.stored_model import read_model
from ml_tasks.segmentation.train import train
from orchestration.training import found_by, settle_champions
from warehouse.connection import build_connection
from warehouse.dbt_runner import invoke
from warehouse.errors import NothingNew

from .planted import AS_OF, plant

BAND = Feature(column="band", transform="one_hot", layer="demographics", min_known_share=0.6)


@pytest.fixture
def opted_in(config):
    """A quick configuration with a second segmentation of what people spend, and who they are."""
    return config.model_copy(update={"profile_layers": ("rfm", "demographics"), "candidate_ks": (2, 3, 4, 5, 6)})


@pytest.fixture
def customers():
    """Six hundred customers of five kinds; half of each kind is young and half is old, and incomes are hardly known."""
    frame, kind = plant(600)
    is_young = np.arange(600) % 2 == 0
    frame["age_band"] = np.where(is_young, "19-24", "65+")
    frame["household_size"] = np.where(kind == 0, "2", "it's 5+")
    frame["income_band"] = np.where(np.arange(600) % 10 < 5, "50-74K", None)
    # Of a fifth nothing is known.
    frame.loc[frame.index % 5 == 4, ["age_band", "household_size"]] = None
    return frame


def test_a_category_is_one_or_zero_and_all_of_a_column_vary_as_much_as_one_number():
    frame = pd.DataFrame({"band": ["a", "a", "a", "b", None]})
    scaler = FeatureScaler([BAND]).fit(frame)
    assert [feature.name for feature in scaler.features_] == ["band_a", "band_b"]
    # Shares 3/4 and 1/4; variance 2 * 3/16, whose root is the scale of both. Unknown lies in the middle.
    one = np.sqrt(3 / 8)
    assert scaler.transform(frame)[[0, 3, 4]] == pytest.approx(np.array([[1, -1], [-3, 3], [0, 0]]) / 4 / one)


def test_a_column_that_too_few_customers_have_is_left_out_and_says_so():
    known_of_60 = pd.DataFrame({"band": ["a", "b", "a"] * 20 + [None] * 40})
    assert len(FeatureScaler([BAND]).fit(known_of_60).features_) == 2
    scaler = FeatureScaler([BAND]).fit(known_of_60.iloc[1:])
    assert scaler.features_ == ()
    assert scaler.left_out_ == {"band": "band is NULL for 40% of the customers."}


def test_categories_that_look_alike_in_sql_and_rare_ones_are_told_apart():
    frame = pd.DataFrame({"band": ["a b"] * 50 + ["a-b"] * 49 + ["rare"]})
    names = [(feature.category, feature.name) for feature in FeatureScaler([BAND]).fit(frame).features_]
    assert names == [("a b", "band_a_b"), ("a-b", "band_a_b_too")]


def test_a_segment_is_called_by_what_most_of_it_is_and_others_are_not():
    frame = pd.DataFrame(
        {"age_band": ["19-24", "19-24", "65+", "65+", "65+", None], "household_size": ["1", "1", "1", "1", "1", "2"]}
    )
    names = [SegmentName(1, "Frequent Buyers", "r1", "m1"), SegmentName(2, "Other Buyers", "r2", "m2")]
    named = name_by_traits(names, frame, pd.Series([1, 1, 1, 2, 2, 2]), ["age_band", "household_size"])
    # Two of three are young, of all two in five: 1.7 times. All households of segment 1 have one: 1.2 times.
    assert named[0].name == "Age 19-24, Household size 1: Frequent Buyers"
    assert named[0].rule.startswith("age_band is 19-24 of 67% (1.7 times everybody's share) and household_size is 1")
    assert (named[1].name, named[1].marks) == ("Age 65+: Other Buyers", "m2")


def test_who_people_are_cannot_shape_the_main_segmentation():
    with pytest.raises(ValidationError, match="profile_layers, which makes a second one"):
        SegmentationConfig(features=(BAND,))


def test_without_opting_in_there_is_no_second_one(settings, config, customers, write_features, query):
    write_features(customers)
    assert train(settings, config=config).profile is None
    assert query("select segmentation from ml.segment_models") == [("main",)]


def test_where_too_few_told_who_they_are_there_is_no_second_one(settings, opted_in, customers, write_features, query):
    known = ["age_band", "household_size", "income_band"]
    write_features(customers.assign(**{column: customers[column].where(customers.index % 2 == 0) for column in known}))
    report = train(settings, config=opted_in).profile
    assert report.reason == (
        "A second segmentation would say nothing about who people are. age_band is NULL for 60% of the customers. "
        "income_band is NULL for 70% of the customers. household_size is NULL for 60% of the customers. "
        "There is no second segmentation for now."
    )
    assert query("select segmentation from ml.segment_models") == [("main",)]


def test_the_second_is_found_judged_and_scored_beside_the_first(settings, opted_in, customers, write_features, query):
    write_features(customers)
    main = train(settings, config=opted_in.model_copy(update={"profile_layers": ()})).model_version
    report = train(settings, config=opted_in)
    assert (report.outcome, report.model_version) == ("unchanged", main)
    profile = report.profile
    assert profile.promoted, profile.reason
    assert profile.left_out["income_band"] == "income_band is NULL for 50% of the customers."
    assert any(name.name.startswith(("Age", "Household size")) for name in profile.names)
    with build_connection(settings, "test") as connection:
        assert champion_version(connection, AS_OF) == main
        assert champion_version(connection, AS_OF, "profile") == profile.model_version
        model = read_model(connection, profile.model_version).model
    assert {"age_band", "household_size"} <= {feature.column for feature in model.scaler.features_}
    suites = query("select distinct suite from ops.gate_results where gate = 'promotion' order by all")
    assert suites == [("ml.segment_models",), ("ml.segment_models (profile)",)]

    variables = {"as_of": str(AS_OF), "build_id": 1, "raw_through_batch": 1, "model_version": main}
    command, labels = ["run", "--select", "customer_profile_segments"], model.assign(customers)["segment_id"].tolist()
    for version, expected in ((profile.model_version, labels), ("", [])):
        assert invoke(settings, command, variables=variables | {"profile_model_version": version}).success
        in_sql = query("select segment_id from segments.customer_profile_segments order by customer_id")
        assert [segment_id for (segment_id,) in in_sql] == expected


def test_a_person_is_asked_about_both_at_once_and_a_no_does_not_hide_what_was_promoted(
    settings, opted_in, customers, write_features, query
):
    write_features(customers)
    first = train(settings, config=opted_in)
    strict = opted_in.model_copy(update={"keeping": KeepingConfig(max_reassigned_share=0.0, max_silhouette_loss=2.0)})
    write_features(customers[customers.index % 5 != 3])
    both = train(settings, config=strict)
    assert (both.outcome, both.profile.outcome) == ("waits for approval", "waits for approval")

    found = found_by(settings, both)
    main, profile = both.proposed_version, both.profile.proposed_version
    assert found["question"] == f"Let segmentation model {main} and model {profile} take over?"
    assert found["diff"].index(f"**Model {main}** (main ") < found["diff"].index(f"**Model {profile}** (profile ")
    assert found["diff"].count("| from | to |") == 2

    # As if the main model had been promoted without asking: the next build is woken for it.
    half = found | {"waiting": [profile], "promoted": [first.model_version]}
    assert settle_champions(settings, half, "Somebody said no.") == [first.model_version]
    assert query("select model_version, action from ml.model_promotions order by number")[-1] == (profile, "withdrawn")
    with pytest.raises(NothingNew, match=f"said no. The champion stays; `segmart model promote {main}`"):
        settle_champions(settings, found | {"waiting": [main]}, "Somebody said no.")
    assert settle_champions(settings, found, None) == [main, profile]
    assert sorted(
        query(
            "select model_version from ml.segment_models where as_of = (select max(as_of) from "
            "ml.segment_models) and promotion_number is not null"
        )
    ) == sorted([(version,) for version in (first.model_version, first.profile.model_version, main, profile)])
