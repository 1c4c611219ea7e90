"""One middle value for everybody."""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from ml_tasks.imputation.likeliest import likeliest, numbers


class MedianImputer(BaseEstimator):
    """The median of a number, or the middle band of a scale.

    Attributes
    ----------
    median_ : float or str
        The value.
    """

    def fit(self, predictors: pd.DataFrame, target: pd.Series) -> "MedianImputer":
        """Learn from the known values; the predictors do not matter."""
        known = target.dropna()
        self.dtype_ = target.dtype
        if isinstance(self.dtype_, pd.CategoricalDtype):
            self.shares_ = known.value_counts(normalize=True, sort=False).to_numpy()
            self.median_ = likeliest(self.shares_[None, :], self.dtype_, pd.RangeIndex(1))["value"].iloc[0]
        else:
            self.median_ = float(np.median(known))
        return self

    def transform(self, predictors: pd.DataFrame) -> pd.DataFrame:
        """Give value and confidence for each row of the predictors."""
        check_is_fitted(self)
        if isinstance(self.dtype_, pd.CategoricalDtype):
            return likeliest(np.tile(self.shares_, (len(predictors), 1)), self.dtype_, predictors.index)
        return numbers(np.full(len(predictors), self.median_), predictors.index)
