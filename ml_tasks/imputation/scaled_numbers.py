"""The numeric part of the predictors on one scale, for methods that measure distances or variances."""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted


class ScaledNumbers(TransformerMixin, BaseEstimator):
    """Mean 0 and deviation 1, column by column; what is unknown stays NaN.

    Attributes
    ----------
    columns_ : list of str
        Numeric columns that are known somewhere and vary.
    """

    def fit(self, frame: pd.DataFrame, y: None = None) -> "ScaledNumbers":
        """Learn means and deviations."""
        numeric = frame.select_dtypes("number").astype(float)
        deviations = numeric.std(ddof=0)
        self.columns_ = list(deviations.index[deviations > 0])
        self.means_, self.deviations_ = numeric[self.columns_].mean(), deviations[self.columns_]
        return self

    def transform(self, frame: pd.DataFrame) -> np.ndarray:
        """Scale: array of shape (n_rows, n_columns_)."""
        check_is_fitted(self)
        return ((frame[self.columns_].astype(float) - self.means_) / self.deviations_).to_numpy()
