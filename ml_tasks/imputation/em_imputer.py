"""What a joint normal distribution of target and predictors expects."""

import numpy as np
import pandas as pd
from scipy.stats import norm
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from ml_tasks.imputation.gaussian_em import GaussianEm
from ml_tasks.imputation.likeliest import likeliest, numbers
from ml_tasks.imputation.scaled_numbers import ScaledNumbers


class EmImputer(BaseEstimator):
    """Expectation and maximisation for normal data (:class:`GaussianEm`); gaps in the predictors are no matter.

    A band is reckoned with as its place on the scale, and its probabilities are those of a normal distribution around
    the expected place; a category as one column of 0 and 1 for each value.
    """

    def __init__(self, rounds: int = 20):
        self.rounds = rounds

    def fit(self, predictors: pd.DataFrame, target: pd.Series) -> "EmImputer":
        """Learn how target and predictors hang together."""
        self.dtype_ = target.dtype
        self.scaled_ = ScaledNumbers().fit(predictors)
        measured = self._measured(target)
        self.width_ = measured.shape[1]
        self.means_ = np.nanmean(measured, axis=0)
        # A value that everybody has, or nobody, is no reason to divide by nothing.
        deviations = np.nanstd(measured, axis=0)
        self.deviations_ = np.where(deviations == 0, 1.0, deviations)
        scaled = (measured - self.means_) / self.deviations_
        self.joint_ = GaussianEm(self.rounds).fit(np.column_stack([scaled, self.scaled_.transform(predictors)]))
        return self

    def transform(self, predictors: pd.DataFrame) -> pd.DataFrame:
        """Give value and confidence for each row of the predictors."""
        check_is_fitted(self)
        unknown = np.full((len(predictors), self.width_), np.nan)
        rows = np.column_stack([unknown, self.scaled_.transform(predictors)])
        values, variances = self.joint_.expected(rows, np.arange(self.width_))
        expected = values * self.deviations_ + self.means_
        if not isinstance(self.dtype_, pd.CategoricalDtype):
            return numbers(expected[:, 0], predictors.index)
        if self.dtype_.ordered:
            probabilities = self._of_bands(expected[:, 0], np.sqrt(variances[:, 0]) * self.deviations_[0])
        else:
            positive = np.clip(expected, 1e-6, None)
            probabilities = positive / positive.sum(axis=1, keepdims=True)
        return likeliest(probabilities, self.dtype_, predictors.index)

    def _measured(self, target: pd.Series) -> np.ndarray:
        """Target as columns of numbers, NaN where unknown."""
        if not isinstance(self.dtype_, pd.CategoricalDtype):
            return target.to_numpy(dtype=float)[:, None]
        codes = target.cat.codes.to_numpy()
        columns = codes[:, None] if self.dtype_.ordered else np.eye(len(self.dtype_.categories))[codes]
        return np.where(codes[:, None] < 0, np.nan, columns.astype(float))

    def _of_bands(self, places: np.ndarray, spreads: np.ndarray) -> np.ndarray:
        borders = np.arange(len(self.dtype_.categories) - 1) + 0.5
        below = norm.cdf((borders[None, :] - places[:, None]) / spreads[:, None])
        return np.diff(below, axis=1, prepend=0.0, append=1.0)
