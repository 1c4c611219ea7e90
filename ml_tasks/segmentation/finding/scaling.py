"""Columns in their own units become comparable numbers, by steps that SQL can repeat."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from ml_tasks.precision import rounded
from ml_tasks.segmentation.features import Feature


class FeatureScaler(TransformerMixin, BaseEstimator):
    """Impute the median, cap, take logarithms, and scale to mean 0 and deviation 1, or to 0 and 1 at the caps.

    Caps belong to learning only: means, scales and whatever is fitted on :meth:`capped` see winsorised values. What
    is scored (:meth:`transform`) is not capped, because a cap hides how far away an unusual customer is.

    Attributes
    ----------
    features_ : tuple of Feature
        Those that vary and that are known often enough, in the given order.
    left_out_ : dict of str to str
        The other columns, with the reason as a sentence.
    fill_values_, cap_low_, cap_high_, means_, scales_ : ndarray of shape (n_features,)
        Fill values and caps in the column's units, means and scales after the transform; of
        ``min_max`` the lowest value and the range, so that scoring need not know which it is.
    """

    def __init__(
        self,
        features: Sequence[Feature],
        cap_quantiles: tuple[float, float] = (0.01, 0.99),
        max_missing_share: float = 0.95,
    ):
        self.features = features
        self.cap_quantiles = cap_quantiles
        self.max_missing_share = max_missing_share

    def fit(self, frame: pd.DataFrame, y: None = None) -> "FeatureScaler":
        """Learn from one row per customer; columns that are not features are ignored."""
        self.left_out_: dict[str, str] = {}
        learned = [(feature, self._learn(feature, frame[feature.column])) for feature in self.features]
        kept = [(feature, numbers) for feature, numbers in learned if numbers is not None]
        self.features_ = tuple(feature for feature, _ in kept)
        table = np.array([numbers for _, numbers in kept]).reshape(len(kept), 5)
        self.fill_values_, self.cap_low_, self.cap_high_, self.means_, self.scales_ = table.T
        return self

    def transform(self, frame: pd.DataFrame) -> np.ndarray:
        """Scale actual values: array of shape (n_customers, n_features)."""
        return self._scale(self._imputed(frame))

    def capped(self, frame: pd.DataFrame) -> np.ndarray:
        """Scale winsorised values, which is what models are fitted on."""
        return self._scale(np.clip(self._imputed(frame), self.cap_low_, self.cap_high_))

    def _learn(self, feature: Feature, column: pd.Series) -> np.ndarray | None:
        values = column.to_numpy(dtype=float)
        known = values[~np.isnan(values)]
        missing_share = 1 - len(known) / max(len(values), 1)
        if len(known) == 0 or missing_share > self.max_missing_share:
            self.left_out_[feature.column] = f"{feature.column} is NULL for {missing_share:.0%} of the customers."
            return None
        fill_value = rounded(np.median(known))
        cap_low, cap_high = rounded(np.quantile(known, self.cap_quantiles))
        filled = np.where(np.isnan(values), fill_value, values)
        transformed = _transformed(np.clip(filled, cap_low, cap_high), feature)
        if rounded(np.ptp(transformed)) == 0:
            self.left_out_[feature.column] = f"{feature.column} is the same for nearly every customer."
            return None
        return np.array([fill_value, cap_low, cap_high, *rounded(_centre_and_scale(transformed, feature))])

    def _imputed(self, frame: pd.DataFrame) -> np.ndarray:
        check_is_fitted(self)
        values = frame[[feature.column for feature in self.features_]].to_numpy(dtype=float)
        return np.where(np.isnan(values), self.fill_values_, values)

    def _scale(self, values: np.ndarray) -> np.ndarray:
        columns = [_transformed(values[:, i], feature) for i, feature in enumerate(self.features_)]
        return (np.column_stack(columns) - self.means_) / self.scales_


def _transformed(values: np.ndarray, feature: Feature) -> np.ndarray:
    return np.log(1 + np.maximum(values, 0)) if feature.transform == "log1p" else values


def _centre_and_scale(transformed: np.ndarray, feature: Feature) -> np.ndarray:
    if feature.scaling == "min_max":
        return np.array([transformed.min(), np.ptp(transformed)])
    return np.array([transformed.mean(), transformed.std()])
