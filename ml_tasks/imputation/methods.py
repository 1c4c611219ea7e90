"""The imputer behind each method's name."""

from collections.abc import Callable
from typing import Protocol

import pandas as pd

from ml_tasks.imputation.em_imputer import EmImputer
from ml_tasks.imputation.forest_imputer import ForestImputer
from ml_tasks.imputation.imputation_config import ImputationConfig, Method
from ml_tasks.imputation.knn_imputer import KnnImputer
from ml_tasks.imputation.median_imputer import MedianImputer
from ml_tasks.imputation.mode_imputer import ModeImputer
from ml_tasks.imputation.stratum_imputer import StratumImputer


class Imputer(Protocol):
    """Learns a column from predictors, and gives it a value and a confidence where it is unknown.

    The target's dtype says what it is: float, an ordered categorical (bands) or an unordered one. Predictors are
    numbers, NaN where unknown, and the column ``stratum``; both frames have the same index.
    """

    def fit(self, predictors: pd.DataFrame, target: pd.Series) -> "Imputer":
        """Learn from customers of whom some have a value."""

    def transform(self, predictors: pd.DataFrame) -> pd.DataFrame:
        """Give one row with ``value`` and ``confidence`` for each row of the predictors."""


_MAKERS: dict[Method, Callable[[ImputationConfig], Imputer]] = {
    "median": lambda config: MedianImputer(),
    "mode": lambda config: ModeImputer(),
    "stratum": lambda config: StratumImputer(config.min_stratum_count),
    "knn": lambda config: KnnImputer(config.neighbour_count, config.knn_sample),
    "em": lambda config: EmImputer(config.em_rounds),
    "random_forest": lambda config: ForestImputer(config.tree_count, config.min_leaf_count, config.seed),
}


def make_imputer(method: Method, config: ImputationConfig) -> Imputer:
    """Make an imputer that has learned nothing yet."""
    return _MAKERS[method](config)
