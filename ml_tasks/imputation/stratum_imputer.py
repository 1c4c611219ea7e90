"""The simple value of each stratum, which SQL can express as well."""

import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from ml_tasks.imputation.median_imputer import MedianImputer
from ml_tasks.imputation.mode_imputer import ModeImputer

STRATUM = "stratum"
"""Column of the predictors that names the stratum; methods that reckon with numbers leave it aside."""


class StratumImputer(BaseEstimator):
    """Median (numbers and bands) or mode (categories) of the customer's stratum.

    Attributes
    ----------
    values_ : DataFrame
        Value and confidence by stratum; a stratum with too few known values has those of everybody.
    everybody_ : DataFrame
        One row: what a stratum gets that was not there when this was learned.
    """

    def __init__(self, min_stratum_count: int = 30):
        self.min_stratum_count = min_stratum_count

    def fit(self, predictors: pd.DataFrame, target: pd.Series) -> "StratumImputer":
        """Learn from the known values and the predictors' column ``stratum``."""
        known = target.dropna()
        self.everybody_ = self._simple(predictors.loc[known.index], known)
        rows = []
        for stratum, members in known.groupby(predictors.loc[known.index, STRATUM].astype(str), sort=True):
            is_enough = len(members) >= self.min_stratum_count
            value = self._simple(predictors.loc[members.index], members) if is_enough else self.everybody_
            rows.append(value.set_axis([stratum]))
        self.values_ = pd.concat(rows)
        return self

    def transform(self, predictors: pd.DataFrame) -> pd.DataFrame:
        """Give value and confidence for each row of the predictors."""
        check_is_fitted(self)
        everybody = self.everybody_.iloc[[0] * len(predictors)].set_axis(predictors.index)
        found = self.values_.reindex(predictors[STRATUM].astype(str)).set_axis(predictors.index)
        return found.where(found["value"].notna(), everybody)

    @staticmethod
    def _simple(predictors: pd.DataFrame, known: pd.Series) -> pd.DataFrame:
        is_category = isinstance(known.dtype, pd.CategoricalDtype) and not known.dtype.ordered
        imputer = ModeImputer() if is_category else MedianImputer()
        return imputer.fit(predictors, known).transform(predictors.head(1))
