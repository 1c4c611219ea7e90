"""The small pure pieces that an imputation is made of."""

import ast
import re

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from ml_tasks.imputation.band_order import band_of, in_order
from ml_tasks.imputation.choosing import choose
from ml_tasks.imputation.drawing import draw
from ml_tasks.imputation.imputation_config import ImputationConfig, ImputedColumn
from ml_tasks.imputation.incompleteness import as_incomplete_as
from ml_tasks.imputation.measures import errors
from ml_tasks.imputation.predictors import encode, typed
from warehouse.dbt_runner import PROJECT

BANDS = pd.CategoricalDtype(["1", "2", "3"], ordered=True)


@pytest.mark.parametrize(
    "bands",
    [
        ["Under 15K", "15-24K", "25-34K", "100-124K", "250K+"],
        ["19-24", "25-34", "65+"],
        ["1", "2", "5+"],
        ["None", "1", "3+"],
    ],
)
def test_bands_are_put_in_order_by_their_numbers(bands):
    assert in_order(reversed(bands)) == bands


def test_a_number_lies_in_the_last_band_that_begins_with_no_more():
    bands = band_of(pd.Series([18.0, 19.0, 24.0, 25.0, 65.0, 99.0, None]), ["19-24", "25-34", "65+"])
    assert bands.astype(object).where(bands.notna(), None).tolist() == [
        None,
        "19-24",
        "19-24",
        "25-34",
        "65+",
        "65+",
        None,
    ]


def test_bands_that_follow_are_those_of_the_mart():
    """Else a band that nobody states is known to the mart and not to the imputation, or the other way round."""
    macro = (PROJECT / "macros" / "one_hot.sql").read_text(encoding="utf-8")
    (listed,) = re.findall(r"'age_band': (\[.*?\])", macro)
    assert ImputationConfig().bands == {"age_band": tuple(ast.literal_eval(listed))}


def test_bands_that_nobody_states_are_bands():
    people = pd.DataFrame({"size": ["3", None]})
    assert typed(people, {"size": "ordered"}, {"size": ("1", "2", "3")})["size"].dtype == BANDS


def test_draws_follow_from_the_id_alone():
    first, second = draw(["a", "b"], 1, "fold"), draw(["b", "a"], 1, "fold")
    assert first.tolist() == second[::-1].tolist()
    assert draw(["a"], 2, "fold") != first[:1]
    assert draw(["a"], 1, "sample") != first[:1]


def test_known_customers_become_as_incomplete_as_the_others():
    known = pd.DataFrame({"customer_id": list("abcdefgh"), "kids": "1", "car": "yes", "target": "x"})
    unknown = pd.DataFrame({"customer_id": ["u"], "kids": [None], "car": ["no"], "target": [None]})
    masked = as_incomplete_as(known, unknown, ["kids", "car"], 1, "target")
    assert masked["kids"].isna().all()
    assert masked["car"].tolist() == ["yes"] * 8
    assert masked["target"].tolist() == ["x"] * 8
    assert known["kids"].notna().all()


def test_predictors_are_numbers_and_the_stratum():
    people = pd.DataFrame(
        {
            "stratum": ["s", "s", "s"],
            "size": ["5+", "1", None],
            "home": ["own", "rent", None],
            "spend": [np.e - 1, -(np.e - 1), None],
            "a_share": [0.5, 0.1, None],
        }
    )
    people = typed(people, {"size": "ordered", "home": "category"})
    encoded = encode(people, ["size", "home"], ["spend", "a_share"])
    assert list(encoded) == ["stratum", "size", "home: own", "home: rent", "spend", "a_share"]
    rows = encoded.drop(columns="stratum").to_numpy(dtype=float)
    np.testing.assert_allclose(rows, [[1, 1, 0, 1, 0.5], [0, 0, 1, -1, 0.1], [np.nan] * 5], rtol=1e-6)


def test_errors_of_bands_are_worked_out_by_hand():
    known = pd.Series(["1", "1", "2", "3"], dtype=BANDS)
    given = pd.DataFrame({"value": pd.Categorical(["1", "3", "3", "3"], dtype=BANDS), "confidence": [0.5, 0.5, 1, 1]})
    assert errors(known, given, "ordered") == pytest.approx(
        # F1: 2/3 for 1 (one of two found, none wrong), 0 for 2, 1/2 for 3 (one of one found, two wrong).
        {
            "accuracy": 0.5,
            "error_share": 0.5,
            "macro_f1": (2 / 3 + 0 + 1 / 2) / 3,
            "mean_confidence": 0.75,
            "mean_band_distance": 0.75,
        }
    )


def test_errors_of_numbers_are_worked_out_by_hand():
    known = pd.Series([10.0, 20.0, 30.0, 40.0])
    given = pd.DataFrame({"value": [12.0, 20.0, 30.0, 36.0]})
    assert errors(known, given, "number") == pytest.approx(
        {"mae": 1.5, "rmse": np.sqrt(5), "explained_share": 1 - 20 / 500}
    )


def measured(**mae: float) -> dict[str, dict[str, float]]:
    return {method: {"mae": error} for method, error in mae.items()}


@pytest.mark.parametrize(
    ("error", "chosen"),
    [
        ({"median": 10.0, "knn": 9.6}, "median"),
        ({"median": 10.0, "knn": 9.4}, "knn"),
        ({"median": 9.0, "em": 9.9}, "median"),
    ],
    ids=["too little gained", "enough gained", "nothing beats the median"],
)
def test_the_simple_way_is_left_only_for_enough(error, chosen):
    choice = choose(
        measured(**error), ImputedColumn(column="age_years", kind="number"), ImputationConfig(min_gain=0.05)
    )
    assert choice.method == chosen
    assert "median" in choice.reason


@pytest.mark.parametrize(
    "asked", [{"method": "median"}, {"candidates": ("knn", "median")}], ids=["method", "candidate"]
)
def test_a_method_that_does_not_suit_the_kind_is_refused(asked):
    with pytest.raises(ValidationError, match="Method median does not suit gender, whose kind is category"):
        ImputedColumn(column="gender", kind="category", **asked)


def test_a_column_that_follows_a_number_needs_its_bands():
    with pytest.raises(ValidationError, match="age_band follows age_years, and has no bands"):
        ImputedColumn(column="age_band", kind="ordered", follows="age_years")


def test_a_method_that_is_asked_for_is_taken():
    column = ImputedColumn(column="age_years", kind="number", method="em")
    choice = choose(measured(median=1.0, em=2.0), column, ImputationConfig())
    assert choice.method == "em"
    assert "em is asked for" in choice.reason
