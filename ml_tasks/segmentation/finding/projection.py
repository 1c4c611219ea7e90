"""Correlated features counted once: principal components, when they pay."""

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import PCA

from ml_tasks.precision import rounded


class PayingProjection(TransformerMixin, BaseEstimator):
    """Project onto principal components if few of them say nearly everything, else leave the matrix as it is.

    Ten columns of which six measure volume would otherwise weigh volume six times. The price is that prototypes are
    harder to read, so the projection is kept only when ``explained_share`` of the variance takes at most
    ``pays_share`` of the number of features.

    Attributes
    ----------
    components_ : ndarray of shape (n_components, n_features), or None
        Loadings; None when the projection does not pay.
    """

    def __init__(self, explained_share: float = 0.9, pays_share: float = 0.6):
        self.explained_share = explained_share
        self.pays_share = pays_share

    def fit(self, matrix: np.ndarray, y: None = None) -> "PayingProjection":
        """Learn from scaled features, shape (n_customers, n_features)."""
        pca = PCA(svd_solver="covariance_eigh").fit(matrix)
        explained = np.cumsum(pca.explained_variance_ratio_)
        # The tolerance lets a share that is met exactly count as met, whatever the last bit of the sum.
        needed = int(np.argmax(explained >= self.explained_share - 1e-9)) + 1
        pays = needed <= self.pays_share * matrix.shape[1]
        self.components_ = rounded(pca.components_[:needed]) if pays else None
        return self

    def transform(self, matrix: np.ndarray) -> np.ndarray:
        """Project, without centring: scaled features have mean 0 already."""
        return matrix if self.components_ is None else matrix @ self.components_.T
