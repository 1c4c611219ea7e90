"""Whether one half of the customers predicts who belongs together in the other half."""

from dataclasses import dataclass

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score


@dataclass(frozen=True)
class Halves:
    """How well random halves agree, on average; 0 to 1.

    ``prediction_strength`` is the least predictable cluster's share of pairs that stay together, ``agreement`` the
    adjusted Rand index of the two labellings.
    """

    prediction_strength: float
    agreement: float


def compare_halves(matrix: np.ndarray, k: int, *, repeats: int, n_init: int, seed: int) -> Halves:
    """Cluster both halves, label the second one by the centres of the first one as well, and compare.

    Tibshirani & Walther (2005), Cluster validation by prediction strength: for each cluster of the second half the
    share of its pairs is counted that the first half's centres keep together; the worst cluster counts. A cluster of
    fewer than two rows predicts nothing: 0.
    """
    random = np.random.default_rng(seed)
    strengths, agreements = [], []
    for repeat in range(repeats):
        training, test = np.array_split(matrix[random.permutation(len(matrix))], 2)
        if min(len(np.unique(half, axis=0)) for half in (training, test)) < k:
            return Halves(0.0, 0.0)
        one, other = (KMeans(k, n_init=n_init, random_state=repeat).fit(half) for half in (training, test))
        predicted = one.predict(test)
        strengths.append(_least_kept_together(other.labels_, predicted, k))
        agreements.append(adjusted_rand_score(other.labels_, predicted))
    return Halves(float(np.mean(strengths)), float(np.mean(agreements)))


def _least_kept_together(clusters: np.ndarray, predicted: np.ndarray, k: int) -> float:
    """Give the lowest share of pairs within a cluster that are predicted to be together."""
    together = np.zeros((k, k))
    np.add.at(together, (clusters, predicted), 1)
    sizes = together.sum(axis=1)
    if (sizes < 2).any():
        return 0.0
    return float(((together * (together - 1)).sum(axis=1) / (sizes * (sizes - 1))).min())
