"""Candidates: one k-means for every k, with the figures that the choice needs."""

from dataclasses import dataclass

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

from ml_tasks.precision import rounded
from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.finding.elbow import find_elbow
from ml_tasks.segmentation.finding.stability import bootstrap_stability


@dataclass(frozen=True)
class Candidate:
    """One k: its prototypes, shape (k, n_dimensions), and how good a segmentation they make."""

    k: int
    prototypes: np.ndarray
    silhouette: float
    inertia: float
    stability: float
    smallest_share: float
    is_elbow: bool = False


def evaluate_candidates(matrix: np.ndarray, config: SegmentationConfig) -> list[Candidate]:
    """Fit every candidate k on the scaled (and perhaps projected) rows.

    A k that the rows have too few distinct values for is passed over, so the list may be shorter than asked.
    """
    distinct = len(np.unique(matrix, axis=0))
    ks = [k for k in config.candidate_ks if k < distinct]
    fits = {k: KMeans(k, n_init=config.n_init, tol=1e-6, random_state=config.seed).fit(matrix) for k in ks}
    elbow = find_elbow(ks, [fits[k].inertia_ for k in ks]) if ks else None
    return [_judged(fits[k], matrix, config, is_elbow=k == elbow) for k in ks]


def _judged(fit: KMeans, matrix: np.ndarray, config: SegmentationConfig, *, is_elbow: bool) -> Candidate:
    k, labels = fit.n_clusters, fit.labels_
    sample = bounded_sample(len(matrix), config.stability_sample, config.seed)
    return Candidate(
        k=k,
        prototypes=rounded(fit.cluster_centers_),
        silhouette=float(rounded(_sampled_silhouette(matrix, labels, config))),
        inertia=float(rounded(fit.inertia_)),
        stability=bootstrap_stability(
            matrix[sample],
            labels[sample],
            k=k,
            bootstrap_count=config.bootstrap_count,
            n_init=config.bootstrap_n_init,
            seed=config.seed,
        ),
        smallest_share=float(np.bincount(labels, minlength=k).min() / len(labels)),
        is_elbow=is_elbow,
    )


def _sampled_silhouette(matrix: np.ndarray, labels: np.ndarray, config: SegmentationConfig) -> float:
    sample = bounded_sample(len(matrix), config.silhouette_sample, config.seed)
    if len(np.unique(labels[sample])) < 2:
        return -1.0
    return float(silhouette_score(matrix[sample], labels[sample]))


def bounded_sample(row_count: int, limit: int, seed: int) -> np.ndarray:
    """Row numbers, ascending: all of them, or ``limit`` drawn without replacement."""
    if row_count <= limit:
        return np.arange(row_count)
    return np.sort(np.random.default_rng(seed).choice(row_count, limit, replace=False))
