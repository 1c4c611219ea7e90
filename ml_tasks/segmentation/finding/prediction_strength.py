"""Whether one half of the customers predicts who belongs together in the other half."""

from dataclasses import dataclass

import numpy as np
from sklearn.cluster import KMeans

from ml_tasks.segmentation.finding.agreement import adjusted_rand, shared_rows


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
    _, kinds = np.unique(matrix, axis=0, return_inverse=True)
    for repeat in range(repeats):
        halves = np.array_split(random.permutation(len(matrix)), 2)
        if min(len(np.unique(kinds[half])) for half in halves) < k:
            return Halves(0.0, 0.0)
        one, other = (KMeans(k, n_init=n_init, random_state=repeat).fit(matrix[half]) for half in halves)
        shared = shared_rows(other.labels_, one.predict(matrix[halves[1]]), k)
        strengths.append(_least_kept_together(shared))
        agreements.append(adjusted_rand(shared))
    return Halves(float(np.mean(strengths)), float(np.mean(agreements)))


def _least_kept_together(shared: np.ndarray) -> float:
    """Give the lowest share of pairs within a cluster (a row of ``shared``) that are predicted to be together."""
    sizes = shared.sum(axis=1)
    if (sizes < 2).any():
        return 0.0
    return float(((shared * (shared - 1)).sum(axis=1) / (sizes * (sizes - 1))).min())
