"""A segmentation that another sample of the same customers would not repeat is chance."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans

from ml_tasks.segmentation.finding.agreement import adjusted_rand, shared_rows


@dataclass(frozen=True)
class Resampled:
    """What refits on bootstrap samples, each applied to all rows, make of a labelling; 1 is perfect agreement.

    Attributes
    ----------
    stability : float
        Mean adjusted Rand index (Hubert & Arabie 1985); chance gives 0.
    jaccards : ndarray of shape (k,)
        Mean Jaccard coefficient of each cluster with its most similar one of a refit (Hennig 2007, Cluster-wise
        assessment of cluster stability): from 0.75 on a cluster is stable, below 0.5 it dissolves.
    kept : ndarray of shape (n_rows,)
        Share of the refits in which a row is in the cluster that was matched with its own, one to one.
    """

    stability: float
    jaccards: np.ndarray
    kept: np.ndarray


def resample(
    matrix: np.ndarray, labels: np.ndarray, *, k: int, bootstrap_count: int, n_init: int, seed: int
) -> Resampled:
    """Refit on bootstrap samples, and compare with the candidate's labels of the same rows, shape (n_rows,), from 0."""
    random = np.random.default_rng(seed)
    agreements, jaccards, kept = [], np.zeros(k), np.zeros(len(matrix))
    sizes = np.bincount(labels, minlength=k)
    for refit_seed in range(bootstrap_count):
        drawn = random.integers(0, len(matrix), len(matrix))
        refit = KMeans(k, n_init=n_init, random_state=refit_seed).fit(matrix[drawn]).predict(matrix)
        shared = shared_rows(labels, refit, k)
        agreements.append(adjusted_rand(shared))
        jaccards += (shared / np.maximum(sizes[:, None] + shared.sum(axis=0) - shared, 1)).max(axis=1)
        _, matched = linear_sum_assignment(-shared)
        kept += matched[labels] == refit
    return Resampled(float(np.mean(agreements)), jaccards / bootstrap_count, kept / bootstrap_count)
