"""What a random forest makes of the predictors."""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.utils.validation import check_is_fitted

from ml_tasks.imputation.likeliest import likeliest, numbers


class ForestImputer(BaseEstimator):
    """Random forest (Breiman 2001), a regression for numbers and a classification for bands and categories.

    Trees take unknown predictors as they are: each split learns which way they go.
    """

    def __init__(self, tree_count: int = 300, min_leaf_count: int = 5, seed: int = 42):
        self.tree_count = tree_count
        self.min_leaf_count = min_leaf_count
        self.seed = seed

    def fit(self, predictors: pd.DataFrame, target: pd.Series) -> "ForestImputer":
        """Grow the trees on the rows that have a value."""
        known = target.dropna()
        self.dtype_ = known.dtype
        self.is_number_ = not isinstance(known.dtype, pd.CategoricalDtype)
        points = predictors.loc[known.index].select_dtypes("number").astype(float)
        self.columns_ = list(points.columns)
        kind = RandomForestRegressor if self.is_number_ else RandomForestClassifier
        forest = kind(
            n_estimators=self.tree_count,
            min_samples_leaf=self.min_leaf_count,
            max_features="sqrt",
            random_state=self.seed,
            n_jobs=-1,
        )
        self.forest_ = forest.fit(
            points.to_numpy(), known.to_numpy(dtype=float) if self.is_number_ else known.cat.codes.to_numpy()
        )
        # Threads would add the trees' votes up in any order, and sums of floats depend on it.
        self.forest_.n_jobs = 1
        return self

    def transform(self, predictors: pd.DataFrame) -> pd.DataFrame:
        """Give value and confidence for each row of the predictors."""
        check_is_fitted(self)
        points = predictors[self.columns_].astype(float).to_numpy()
        if self.is_number_:
            return numbers(self.forest_.predict(points), predictors.index)
        probabilities = np.zeros((len(points), len(self.dtype_.categories)))
        probabilities[:, self.forest_.classes_] = self.forest_.predict_proba(points)
        return likeliest(probabilities, self.dtype_, predictors.index)
