"""What the most similar customers have."""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.utils.validation import check_is_fitted

from ml_tasks.imputation.likeliest import likeliest, numbers
from ml_tasks.imputation.scaled_numbers import ScaledNumbers


class KnnImputer(BaseEstimator):
    """Mean, or shares, among the k nearest neighbours by Euclidean distance of scaled predictors.

    Unknown predictors count as average. Neighbours are the first ``sample`` rows that have a value, because every
    customer is compared with each of them.
    """

    def __init__(self, neighbour_count: int = 40, sample: int = 10_000):
        self.neighbour_count = neighbour_count
        self.sample = sample

    def fit(self, predictors: pd.DataFrame, target: pd.Series) -> "KnnImputer":
        """Keep the neighbours."""
        known = target.dropna().head(self.sample)
        self.dtype_ = known.dtype
        self.is_number_ = not isinstance(known.dtype, pd.CategoricalDtype)
        self.scaled_ = ScaledNumbers().fit(predictors.loc[known.index])
        values = known.to_numpy(dtype=float) if self.is_number_ else known.cat.codes.to_numpy()
        kind = KNeighborsRegressor if self.is_number_ else KNeighborsClassifier
        neighbours = kind(n_neighbors=min(self.neighbour_count, len(known)), algorithm="brute")
        self.neighbours_ = neighbours.fit(self._points(predictors.loc[known.index]), values)
        return self

    def transform(self, predictors: pd.DataFrame) -> pd.DataFrame:
        """Give value and confidence for each row of the predictors."""
        check_is_fitted(self)
        points = self._points(predictors)
        if self.is_number_:
            return numbers(self.neighbours_.predict(points), predictors.index)
        probabilities = np.zeros((len(points), len(self.dtype_.categories)))
        probabilities[:, self.neighbours_.classes_] = self.neighbours_.predict_proba(points)
        return likeliest(probabilities, self.dtype_, predictors.index)

    def _points(self, predictors: pd.DataFrame) -> np.ndarray:
        return np.nan_to_num(self.scaled_.transform(predictors), nan=0.0)
