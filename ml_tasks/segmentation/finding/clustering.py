"""Candidates: a k-means and a Gaussian mixture for every k, with the figures that the choice needs."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score

from ml_tasks.precision import rounded
from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.finding.elbow import find_elbow
from ml_tasks.segmentation.finding.mixtures import Mixture, fit_mixture
from ml_tasks.segmentation.finding.prediction_strength import compare_halves
from ml_tasks.segmentation.finding.sampling import bounded_sample
from ml_tasks.segmentation.finding.spherical_bic import spherical_bic
from ml_tasks.segmentation.finding.stability import resample
from ml_tasks.segmentation.finding.statistics import ClusterStatistics, DistanceSample, cluster_statistics
from ml_tasks.segmentation.finding.valleys import shallowest_valley


@dataclass(frozen=True)
class Candidate:
    """One k of one algorithm: its parameters, and how good a segmentation they make.

    ``prototypes`` and ``variances`` have the shape (k, n_dimensions). What is None is not asked of the algorithm:
    mixtures begin where k-means ended, so that its refits speak for both.
    """

    algorithm: str
    k: int
    prototypes: np.ndarray
    labels: np.ndarray
    silhouette: float
    davies_bouldin: float
    calinski_harabasz: float
    inertia: float
    bic: float
    smallest_share: float
    stability: float | None = None
    lowest_jaccard: float | None = None
    mean_jaccard: float | None = None
    prediction_strength: float | None = None
    halves_agreement: float | None = None
    valley: float | None = None
    gap: float | None = None
    is_elbow: bool = False
    kept: np.ndarray | None = None
    variances: np.ndarray | None = None
    penalties: np.ndarray | None = None
    usefulness_p_value: float | None = None
    statistics: ClusterStatistics | None = None


def evaluate_candidates(matrix: np.ndarray, config: SegmentationConfig) -> list[Candidate]:
    """Fit every candidate k on the scaled (and perhaps projected) rows: k-means first, then mixtures.

    A k that the rows have too few distinct values for is passed over, so the list may be shorter than asked; it is
    empty when they are too few for the lowest number of segments that people can act upon.
    """
    distinct = len(np.unique(matrix, axis=0))
    if distinct <= config.k_range[0]:
        return []
    ks = [k for k in config.candidate_ks if k < distinct]
    fits = {k: KMeans(k, n_init=config.n_init, random_state=config.seed).fit(matrix) for k in ks}
    elbow = find_elbow(ks, [fits[k].inertia_ for k in ks]) if ks else None
    sample = DistanceSample.of(matrix, config.statistics_sample, config.seed)
    partitions = [_partition(fits[k], matrix, sample, config, is_elbow=k == elbow) for k in ks]
    mixtures = [(fits[k], fit_mixture(matrix, fits[k].cluster_centers_, config.seed)) for k in ks]
    return partitions + [_mixture(fit, one, matrix, sample) for fit, one in mixtures if one is not None]


def _partition(
    fit: KMeans, matrix: np.ndarray, sample: DistanceSample, config: SegmentationConfig, *, is_elbow: bool
) -> Candidate:
    k, labels = fit.n_clusters, fit.labels_
    drawn = bounded_sample(len(matrix), config.stability_sample, config.seed)
    resampled = resample(
        matrix[drawn],
        labels[drawn],
        k=k,
        bootstrap_count=config.bootstrap_count,
        n_init=config.bootstrap_n_init,
        seed=config.seed,
    )
    halves = compare_halves(
        matrix[drawn], k, repeats=config.halving_count, n_init=config.halving_n_init, seed=config.seed
    )
    return Candidate(
        algorithm="kmeans",
        k=k,
        prototypes=rounded(fit.cluster_centers_),
        labels=labels,
        inertia=float(rounded(fit.inertia_)),
        bic=spherical_bic(matrix, labels, fit.inertia_, k),
        stability=resampled.stability,
        lowest_jaccard=float(resampled.jaccards.min()),
        mean_jaccard=float(resampled.jaccards.mean()),
        prediction_strength=halves.prediction_strength,
        halves_agreement=halves.agreement,
        valley=shallowest_valley(matrix[drawn], labels[drawn], fit.cluster_centers_),
        kept=resampled.kept,
        is_elbow=is_elbow,
        **_geometry(matrix, labels, k, sample),
    )


def _mixture(fit: KMeans, mixture: Mixture, matrix: np.ndarray, sample: DistanceSample) -> Candidate:
    centres = mixture.prototypes[mixture.labels]
    return Candidate(
        algorithm="gaussian_mixture",
        k=fit.n_clusters,
        prototypes=mixture.prototypes,
        variances=mixture.variances,
        penalties=mixture.penalties,
        labels=mixture.labels,
        inertia=float(rounded(np.square(matrix - centres).sum())),
        bic=mixture.bic,
        **_geometry(matrix, mixture.labels, fit.n_clusters, sample),
    )


def _geometry(matrix: np.ndarray, labels: np.ndarray, k: int, sample: DistanceSample) -> dict[str, Any]:
    statistics, is_parted = cluster_statistics(sample, labels), len(np.unique(labels)) > 1
    return {
        "silhouette": statistics.silhouette,
        "statistics": statistics,
        "davies_bouldin": float(rounded(davies_bouldin_score(matrix, labels))) if is_parted else float("nan"),
        "calinski_harabasz": float(rounded(calinski_harabasz_score(matrix, labels))) if is_parted else 0.0,
        "smallest_share": float(np.bincount(labels, minlength=k).min() / len(labels)),
    }
