"""The most frequent value for everybody."""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted


class ModeImputer(BaseEstimator):
    """The most frequent category; of equally frequent ones the first.

    Attributes
    ----------
    mode_ : str
        The value.
    share_ : float
        Share of the known values that it has, which is how sure it is.
    """

    def fit(self, predictors: pd.DataFrame, target: pd.Series) -> "ModeImputer":
        """Learn from the known values, a categorical; the predictors do not matter."""
        self.dtype_ = target.dtype
        shares = target.dropna().value_counts(normalize=True, sort=False)
        self.mode_, self.share_ = shares.idxmax(), float(shares.max())
        return self

    def transform(self, predictors: pd.DataFrame) -> pd.DataFrame:
        """Give value and confidence for each row of the predictors."""
        check_is_fitted(self)
        values = pd.Categorical([self.mode_] * len(predictors), dtype=self.dtype_)
        confidence = np.full(len(predictors), self.share_)
        return pd.DataFrame({"value": values, "confidence": confidence}, index=predictors.index)
