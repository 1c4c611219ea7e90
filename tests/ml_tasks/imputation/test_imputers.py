import numpy as np
import pandas as pd
import pytest

from ml_tasks.imputation.em_imputer import EmImputer
from ml_tasks.imputation.forest_imputer import ForestImputer
from ml_tasks.imputation.knn_imputer import KnnImputer
from ml_tasks.imputation.median_imputer import MedianImputer
from ml_tasks.imputation.mode_imputer import ModeImputer
from ml_tasks.imputation.stratum_imputer import StratumImputer

BANDS = pd.CategoricalDtype(["low", "middle", "high"], ordered=True)
COLOURS = pd.CategoricalDtype(["blue", "red"])
LEARNERS = {
    "knn": lambda: KnnImputer(neighbour_count=5),
    "em": EmImputer,
    "forest": lambda: ForestImputer(tree_count=40, min_leaf_count=3),
}


def predictors(count: int) -> pd.DataFrame:
    return pd.DataFrame({"stratum": ["s"] * count, "x": np.arange(count, dtype=float)})


def test_the_median_of_numbers():
    given = MedianImputer().fit(predictors(4), pd.Series([1.0, 2.0, 9.0, None])).transform(predictors(2))
    assert given["value"].tolist() == [2.0, 2.0]


def test_the_median_of_bands_is_the_middle_one_and_not_the_most_frequent():
    known = pd.Series(["low", "low", "middle", "high", "high", "high", "middle", None], dtype=BANDS)
    assert ModeImputer().fit(predictors(8), known).transform(predictors(1))["value"].tolist() == ["high"]
    given = MedianImputer().fit(predictors(8), known).transform(predictors(1))
    assert given["value"].tolist() == ["middle"]
    assert given["confidence"].tolist() == pytest.approx([2 / 7])


def test_the_mode_and_its_share():
    known = pd.Series(["red", "red", "blue", "blue", "red", None], dtype=COLOURS)
    given = ModeImputer().fit(predictors(6), known).transform(predictors(2))
    assert given["value"].tolist() == ["red", "red"]
    assert given["confidence"].tolist() == pytest.approx([0.6, 0.6])


def test_equally_frequent_values_are_settled_by_their_order():
    known = pd.Series(["red", "blue"], dtype=COLOURS)
    assert ModeImputer().fit(predictors(2), known).mode_ == "blue"


def test_a_stratum_has_its_own_value_if_it_is_large_enough():
    frame = pd.DataFrame({"stratum": ["a", "a", "a", "b", "b", "b", "b"]})
    imputer = StratumImputer(min_stratum_count=3).fit(frame, pd.Series([1.0, 2.0, 3.0, 9.0, 9.0, None, None]))
    given = imputer.transform(pd.DataFrame({"stratum": ["a", "b", "new"]}, index=[7, 8, 9]))
    assert given["value"].tolist() == [2.0, 3.0, 3.0]
    assert given.index.tolist() == [7, 8, 9]


@pytest.fixture
def people():
    """Sixty people of whom x tells nearly everything; y is noise, and known for half of them."""
    random = np.random.default_rng(1)
    x = np.linspace(-1, 1, 60)
    y = np.where(random.random(60) < 0.5, np.nan, random.normal(size=60))
    return pd.DataFrame({"stratum": "s", "x": x, "y": y, "empty": np.nan})


@pytest.mark.parametrize("learner", LEARNERS)
def test_numbers_are_learned(people, learner):
    target = 40 + 20 * people["x"]
    given = LEARNERS[learner]().fit(people, target.where(people.index % 3 > 0)).transform(people)
    assert (given["value"] - target).abs()[people.index % 3 == 0].mean() < 4


@pytest.mark.parametrize("learner", LEARNERS)
def test_bands_are_learned(people, learner):
    target = pd.cut(people["x"], [-2, -0.4, 0.4, 2], labels=list(BANDS.categories)).astype(BANDS)
    given = LEARNERS[learner]().fit(people, target.where(people.index % 3 > 0)).transform(people)
    is_right = (given["value"].astype(str) == target.astype(str))[people.index % 3 == 0]
    assert is_right.mean() >= 0.8
    assert given["confidence"].between(0, 1).all()
    assert given["value"].dtype == BANDS


@pytest.mark.parametrize("learner", LEARNERS)
def test_categories_are_learned(people, learner):
    target = pd.Series(np.where(people["x"] > 0, "red", "blue")).astype(COLOURS)
    given = LEARNERS[learner]().fit(people, target.where(people.index % 3 > 0)).transform(people)
    assert (given["value"].astype(str) == target.astype(str))[people.index % 3 == 0].mean() >= 0.9
    assert given["confidence"].between(0, 1).all()


@pytest.mark.parametrize("learner", LEARNERS)
def test_a_value_that_nobody_known_has_is_never_given(people, learner):
    target = pd.Series(np.where(people["x"] > 0, "middle", "low")).astype(BANDS)
    given = LEARNERS[learner]().fit(people, target).transform(people.assign(x=-1.0))
    assert set(given["value"]) == {"low"}


@pytest.mark.parametrize("learner", LEARNERS)
def test_a_category_that_no_learner_has_is_never_given(people, learner):
    """A value that few have may be missing among those who are drawn to learn from, or in all folds but one."""
    colours = pd.CategoricalDtype(["blue", "green", "red"])
    target = pd.Series(np.where(people["x"] > 0, "red", "blue")).astype(colours)
    given = LEARNERS[learner]().fit(people, target).transform(people)
    assert set(given["value"]) == {"blue", "red"}


@pytest.mark.parametrize("learner", LEARNERS)
def test_learning_again_gives_the_same_to_the_last_bit(people, learner):
    target = pd.Series(np.where(people["x"] > 0, "red", "blue")).astype(COLOURS).where(people.index % 2 > 0)
    first, second = (LEARNERS[learner]().fit(people, target).transform(people) for _ in range(2))
    pd.testing.assert_frame_equal(first, second, check_exact=True)
