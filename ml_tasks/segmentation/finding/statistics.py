"""Figures about distances within and between clusters: those of ``cluster.stats`` in R's package fpc (Hennig)."""

from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import single
from scipy.spatial.distance import pdist, squareform

from ml_tasks.precision import rounded


@dataclass(frozen=True)
class ClusterStatistics:
    """One labelling's figures, of a sample of the rows; None where the sample cannot tell.

    Attributes
    ----------
    average_within, average_between : float
        Mean distance to others of the own cluster, each row weighing alike; and of pairs from different clusters.
    within_between_ratio : float
        The former over the latter.
    dunn : float
        Lowest distance between clusters over the highest within one (Dunn 1974).
    pearson_gamma : float
        Correlation of pairs' distances with being of different clusters (Halkidi, Batistakis & Vazirgiannis 2001).
    entropy : float
        Of the clusters' shares, in nats.
    widest_gap : float
        The longest step that single linkage makes within a cluster.
    separation_index : float
        Mean distance to the nearest row of another cluster, of the tenth of the rows for which it is lowest.
    """

    average_within: float | None
    average_between: float | None
    within_between_ratio: float | None
    dunn: float | None
    pearson_gamma: float | None
    entropy: float
    widest_gap: float | None
    separation_index: float | None


def pairwise(points: np.ndarray) -> np.ndarray:
    """Give all Euclidean distances, shape (n_rows, n_rows): computed once for many labellings of the same rows."""
    return squareform(pdist(points))


def cluster_statistics(distances: np.ndarray, labels: np.ndarray) -> ClusterStatistics:
    """Judge a labelling by the distances of :func:`pairwise`; labels have the shape (n_rows,)."""
    _, labels, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    shares = sizes / len(labels)
    entropy = float(rounded(-(shares * np.log(shares)).sum()))
    if len(sizes) < 2 or sizes.max() < 2:
        return ClusterStatistics(None, None, None, None, None, entropy, None, None)
    is_same = labels[:, None] == labels
    within = (np.where(is_same, distances, 0).sum(axis=1) / np.maximum(sizes[labels] - 1, 1)).mean()
    between = distances[~is_same].mean()
    nearest_other = np.where(is_same, np.inf, distances).min(axis=1)
    diameter = np.where(is_same, distances, 0).max()
    figures = (
        within,
        between,
        within / between if between > 0 else None,
        nearest_other.min() / diameter if diameter > 0 else None,
        _gamma(distances, is_same),
        entropy,
        max(_widest_step(distances, labels == cluster) for cluster in range(len(sizes))),
        np.sort(nearest_other)[: max(len(labels) // 10, 1)].mean(),
    )
    return ClusterStatistics(*(None if figure is None else float(rounded(figure)) for figure in figures))


def _gamma(distances: np.ndarray, is_same: np.ndarray) -> float | None:
    pairs = np.triu_indices(len(distances), 1)
    lengths, is_apart = distances[pairs], ~is_same[pairs]
    if np.ptp(lengths) == 0 or is_apart.all():
        return None
    return float(np.corrcoef(lengths, is_apart)[0, 1])


def _widest_step(distances: np.ndarray, members: np.ndarray) -> float:
    if members.sum() < 2:
        return 0.0
    return float(single(squareform(distances[np.ix_(members, members)], checks=False))[:, 2].max())
