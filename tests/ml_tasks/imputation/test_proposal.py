from datetime import datetime

import numpy as np
import pytest

from ml_tasks.imputation.imputation_config import ImputedColumn
from ml_tasks.imputation.predictors import typed
from ml_tasks.imputation.proposal import _with_bands_that_follow, propose_imputation

from .planted_people import BANDS, CONFIG, MEASURES, plant_people

AS_OF = datetime(2018, 1, 1)
BAND = ImputedColumn(column="age_band", kind="ordered", follows="age_years", bands=tuple(BANDS), candidates=("knn",))
BAND_ALONE = CONFIG.model_copy(update={"columns": (BAND,)})


@pytest.fixture(scope="module")
def people():
    return plant_people()


@pytest.fixture(scope="module")
def proposal(people):
    return propose_imputation(people, MEASURES, AS_OF, CONFIG)


def filling(proposal, column):
    return next(filling for filling in proposal.fillings if filling.column.column == column)


def test_what_hangs_together_is_found_and_chance_is_left_to_the_mode(proposal):
    chosen = {it.column.column: it.choice.method for it in proposal.fillings}
    assert chosen["coin"] == "mode"
    assert {chosen["age_years"], chosen["age_band"], chosen["home_ownership"]} <= {"knn", "em", "random_forest"}
    age = filling(proposal, "age_years")
    assert age.measured[age.choice.method]["mae"] < 0.5 * age.measured["median"]["mae"]


def test_every_gap_is_filled_once_and_nothing_else(people, proposal):
    imputed = proposal.tables()["imputed_attributes"]
    for column in ("age_years", "age_band", "home_ownership", "coin"):
        given = imputed[imputed["column_name"] == column]
        assert sorted(given["customer_id"]) == sorted(people.loc[people[column].isna(), "customer_id"])
    assert imputed["confidence"].between(0, 1).all()
    assert imputed.notna().all(axis=None)


def test_values_are_text_of_the_columns_kind(proposal):
    assert filling(proposal, "age_years").imputed["value"].str.fullmatch(r"\d\d").all()
    assert set(filling(proposal, "home_ownership").imputed["value"]) == {"Homeowner", "Renter"}


def test_the_order_of_the_rows_does_not_matter(people, proposal):
    shuffled = people.sample(frac=1, random_state=9)
    again = propose_imputation(shuffled, MEASURES, AS_OF, CONFIG)
    assert again.version(again.tables()) == proposal.version(proposal.tables())


def test_the_size_of_a_chunk_does_not_matter(people, proposal):
    again = propose_imputation(people, MEASURES, AS_OF, CONFIG.model_copy(update={"chunk": 1_000}))
    assert again.version(again.tables()) == proposal.version(proposal.tables())


def test_another_value_makes_another_version(people, proposal):
    other = people.copy()
    other.loc[other["coin"].isna().idxmin(), "coin"] = "heads"
    other.loc[other["coin"] == "tails", "coin"] = "edge"
    again = propose_imputation(other, MEASURES, AS_OF, CONFIG)
    assert again.version(again.tables()) != proposal.version(proposal.tables())


def test_held_out_values_are_not_seen(people):
    """A customer's own value, hidden in a predictor that is as unknown as the value, helps nobody."""
    told = people.assign(kids_count=people["coin"].map({"heads": "0", "tails": "1"}))
    coin = ImputedColumn(column="coin", kind="category")
    proposal = propose_imputation(told, ["noise"], AS_OF, CONFIG.model_copy(update={"columns": (coin,)}))
    assert filling(proposal, "coin").measured["random_forest"]["accuracy"] < 0.75


def test_a_known_number_tells_its_band_and_that_is_no_guess(people):
    proposal = propose_imputation(people, MEASURES, AS_OF, BAND_ALONE)
    unknown = people.loc[people["age_band"].isna() & people["age_years"].isna(), "customer_id"]
    assert sorted(filling(proposal, "age_band").imputed["customer_id"]) == sorted(unknown)


def test_a_child_is_given_no_band(people):
    child = people.loc[people["age_band"].isna() & people["age_years"].isna(), "customer_id"].iloc[0]
    known = people.assign(age_years=people["age_years"].where(people["customer_id"] != child, 15))
    imputed = filling(propose_imputation(known, MEASURES, AS_OF, BAND_ALONE), "age_band").imputed
    assert len(imputed) > 0
    assert child not in set(imputed["customer_id"])


def test_known_years_tell_a_band_that_nobody_states(people):
    """Of people of 25 to 34 who state no band, none is taken for one of 19 to 24, and none is left out."""
    silent = people.assign(age_band=people["age_band"].where(people["age_band"] != "25-34", None))
    followed = _with_bands_that_follow(typed(silent, CONFIG.kinds, BAND_ALONE.bands), BAND_ALONE)
    assert set(followed.loc[people["age_years"].between(25, 34), "age_band"]) == {"25-34"}
    known = silent["age_band"].notna() | silent["age_years"].notna()
    proposal = propose_imputation(silent, MEASURES, AS_OF, BAND_ALONE)
    assert filling(proposal, "age_band").known_share == known.mean()


def test_known_years_outweigh_a_stated_band(people):
    stated = people.assign(age_years=40, age_band="19-24")
    followed = _with_bands_that_follow(typed(stated, CONFIG.kinds, BAND_ALONE.bands), BAND_ALONE)
    assert set(followed["age_band"]) == {"35-44"}


def test_quality_tells_every_method_and_marks_the_chosen_one(proposal):
    quality = proposal.tables()["imputation_quality"]
    age = quality[quality["column_name"] == "age_years"]
    assert set(age["method"]) == {"median", "stratum", "knn", "em", "random_forest"}
    assert set(age["metric"]) == {"mae", "rmse", "explained_share"}
    assert age.loc[age["is_chosen"], "method"].unique().tolist() == [filling(proposal, "age_years").choice.method]
    assert np.isfinite(quality["value"]).all()


def test_fallbacks_are_by_stratum_where_the_column_has_them(proposal):
    fallbacks = proposal.tables()["imputation_fallbacks"]
    assert "coin" not in set(fallbacks["column_name"])
    age = fallbacks[fallbacks["column_name"] == "age_years"].set_index("stratum", drop=False)["value"].astype(int)
    assert age["Young"] < 45 <= age["Old"]
    assert age.index.isna().sum() == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda people: people.drop(columns="coin"), "has no column coin"),
        (lambda people: people.assign(coin=None), "known for 0 customers; at least 30 are needed"),
        (lambda people: people.assign(coin="heads"), "is the same for every customer"),
        (lambda people: people.assign(coin=["heads", "tails"] * 150), "is known for every customer"),
    ],
    ids=["no such column", "hardly known", "always the same", "always known"],
)
def test_columns_are_left_as_they_are_for_a_reason(people, change, reason):
    coin = CONFIG.model_copy(update={"columns": CONFIG.columns[-1:]})
    proposal = propose_imputation(change(people), MEASURES, AS_OF, coin)
    assert not proposal.fillings
    assert reason in proposal.left_out["coin"]
