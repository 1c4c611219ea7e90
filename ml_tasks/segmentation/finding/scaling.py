"""Columns in their own units become comparable numbers, by steps that SQL can repeat."""

import re
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from ml_tasks.precision import rounded
from ml_tasks.segmentation.features import Feature

# Of those whose category is known. Rarer categories have no feature: their customers are in none of the others.
_LEAST_CATEGORY_SHARE = 0.02

Learned = tuple[Feature, np.ndarray]


class FeatureScaler(TransformerMixin, BaseEstimator):
    """Impute the median, cap, take logarithms, and scale to mean 0 and deviation 1, or to 0 and 1 at the caps.

    A column of categories becomes a feature of 0 and 1 for each of them. Unknown is the category's share, which is in
    the middle of everybody, and the categories share one scale, so that together they vary as much as one number.

    Caps belong to learning only: means, scales and whatever is fitted on :meth:`capped` see winsorised values. What
    is scored (:meth:`transform`) is not capped, because a cap hides how far away an unusual customer is.

    Attributes
    ----------
    features_ : tuple of Feature
        Those that vary and that are known often enough, in the given order; categories in alphabetical order.
    left_out_ : dict of str to str
        The other columns, with the reason as a sentence.
    fill_values_, cap_low_, cap_high_, means_, scales_ : ndarray of shape (n_features,)
        Fill values and caps in the column's units, means and scales after the transform; of
        ``min_max`` the lowest value and the range, so that scoring need not know which it is.
    """

    def __init__(self, features: Sequence[Feature], cap_quantiles: tuple[float, float] = (0.01, 0.99)):
        self.features = features
        self.cap_quantiles = cap_quantiles

    def fit(self, frame: pd.DataFrame, y: None = None) -> "FeatureScaler":
        """Learn from one row per customer; columns that are not features are ignored."""
        self.left_out_: dict[str, str] = {}
        kept = [learned for feature in self.features for learned in self._learn(feature, frame[feature.column])]
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

    def _learn(self, feature: Feature, column: pd.Series) -> list[Learned]:
        """Give the feature, or its categories, with fill value, caps, mean and scale; none if it says too little."""
        known_share = column.notna().mean() if len(column) else 0.0
        if known_share == 0 or known_share < feature.min_known_share:
            self.left_out_[feature.column] = f"{feature.column} is NULL for {1 - known_share:.0%} of the customers."
            return []
        learned = list(_categories(feature, column)) if feature.is_categorical else self._number(feature, column)
        if not learned:
            self.left_out_[feature.column] = f"{feature.column} is the same for nearly every customer."
        return learned

    def _number(self, feature: Feature, column: pd.Series) -> list[Learned]:
        values = column.to_numpy(dtype=float)
        known = values[~np.isnan(values)]
        fill_value = rounded(np.median(known))
        cap_low, cap_high = rounded(np.quantile(known, self.cap_quantiles))
        filled = np.where(np.isnan(values), fill_value, values)
        transformed = _transformed(np.clip(filled, cap_low, cap_high), feature)
        if rounded(np.ptp(transformed)) == 0:
            return []
        return [(feature, np.array([fill_value, cap_low, cap_high, *rounded(_centre_and_scale(transformed, feature))]))]

    def _imputed(self, frame: pd.DataFrame) -> np.ndarray:
        check_is_fitted(self)
        values = np.column_stack([_as_numbers(feature, frame[feature.column]) for feature in self.features_])
        return np.where(np.isnan(values), self.fill_values_, values)

    def _scale(self, values: np.ndarray) -> np.ndarray:
        columns = [_transformed(values[:, i], feature) for i, feature in enumerate(self.features_)]
        return (np.column_stack(columns) - self.means_) / self.scales_


def _as_numbers(feature: Feature, column: pd.Series) -> np.ndarray:
    """Give the column, or 1 for the feature's category, 0 for others; NaN where it is unknown."""
    if feature.category is None:
        return column.to_numpy(dtype=float)
    return np.where(column.isna(), np.nan, column == feature.category)


def _categories(feature: Feature, column: pd.Series) -> Iterator[Learned]:
    shares = column.value_counts(normalize=True).sort_index()
    shares = shares[shares >= _LEAST_CATEGORY_SHARE]
    spread = float(np.sqrt((shares * (1 - shares)).sum()))
    if rounded(spread) == 0:
        return
    taken: set[str] = set()
    for category, share in shares.items():
        alias = _alias(feature.column, str(category), taken)
        mean, scale = (0.0, 1.0) if feature.scaling == "min_max" else rounded([share, spread])
        one = feature.model_copy(update={"category": str(category), "alias": alias})
        yield one, np.array([rounded(share), 0.0, 1.0, mean, scale])


def _alias(column: str, category: str, taken: set[str]) -> str:
    """Name a category's feature so that SQL takes it as a column, and no two are called the same."""
    alias = f"{column}_{re.sub('[^a-z0-9]+', '_', category.lower()).strip('_')}"
    while alias in taken:
        alias += "_too"
    taken.add(alias)
    return alias


def _transformed(values: np.ndarray, feature: Feature) -> np.ndarray:
    return np.log(1 + np.maximum(values, 0)) if feature.transform == "log1p" else values


def _centre_and_scale(transformed: np.ndarray, feature: Feature) -> np.ndarray:
    if feature.scaling == "min_max":
        return np.array([transformed.min(), np.ptp(transformed)])
    return np.array([transformed.mean(), transformed.std()])
