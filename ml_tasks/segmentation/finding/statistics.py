"""Figures about distances within and between clusters: those of ``cluster.stats`` in R's package fpc (Hennig)."""

from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import single
from scipy.spatial.distance import pdist, squareform

from ml_tasks.precision import rounded
from ml_tasks.segmentation.finding.sampling import bounded_sample


@dataclass(frozen=True)
class ClusterStatistics:
    """One labelling's figures, of a sample of the rows; None where the sample cannot tell.

    Attributes
    ----------
    silhouette : float
        Mean over the rows (Rousseeuw 1987); -1 of a single cluster.
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

    silhouette: float
    average_within: float | None
    average_between: float | None
    within_between_ratio: float | None
    dunn: float | None
    pearson_gamma: float | None
    entropy: float
    widest_gap: float | None
    separation_index: float | None


@dataclass(frozen=True)
class DistanceSample:
    """Some rows, by number, and all their distances, for labellings of all rows to be judged by."""

    rows: np.ndarray
    distances: np.ndarray
    mean: float
    deviation: float

    @classmethod
    def of(cls, points: np.ndarray, size: int, seed: int) -> "DistanceSample":
        """Draw at most so many rows: distances grow with the square."""
        rows = bounded_sample(len(points), size, seed)
        pairs = pdist(points[rows])
        return cls(rows, squareform(pairs), pairs.mean(), pairs.std())


def cluster_statistics(sample: DistanceSample, labels: np.ndarray) -> ClusterStatistics:
    """Judge a labelling of all rows by the distances of some of them."""
    distances, labels = sample.distances, labels[sample.rows]
    _, labels, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    shares = sizes / len(labels)
    entropy = float(rounded(-(shares * np.log(shares)).sum()))
    if len(sizes) < 2 or sizes.max() < 2:
        return ClusterStatistics(-1.0, None, None, None, None, None, entropy, None, None)
    rows, starts = np.arange(len(labels)), np.concatenate([[0], np.cumsum(sizes)[:-1]])
    # Columns of one cluster beside each other; by row and cluster a sum, the nearest and the farthest.
    by_cluster = distances[:, np.argsort(labels, kind="stable")]
    sums, nearest, farthest = (each.reduceat(by_cluster, starts, axis=1) for each in (np.add, np.minimum, np.maximum))
    own_sums, diameter = sums[rows, labels], farthest[rows, labels].max()
    within = (own_sums / np.maximum(sizes[labels] - 1, 1)).mean()
    pairs_within, pairs = (sizes * (sizes - 1)).sum(), len(labels) * (len(labels) - 1)
    between = (sums.sum() - own_sums.sum()) / (pairs - pairs_within)
    nearest[rows, labels] = np.inf
    nearest_other = nearest.min(axis=1)
    figures = (
        _silhouette(sums, labels, sizes),
        within,
        between,
        within / between if between > 0 else None,
        nearest_other.min() / diameter if diameter > 0 else None,
        _gamma(sample, own_sums.sum() / pairs_within, between, pairs_within / pairs),
        entropy,
        max(_widest_step(distances, labels == cluster) for cluster in range(len(sizes))),
        np.sort(nearest_other)[: max(len(labels) // 10, 1)].mean(),
    )
    return ClusterStatistics(*(None if figure is None else float(rounded(figure)) for figure in figures))


def _silhouette(sums: np.ndarray, labels: np.ndarray, sizes: np.ndarray) -> float:
    """From each row's sum of distances to each cluster; a row that is alone in its cluster counts 0."""
    rows = np.arange(len(labels))
    own = sums[rows, labels] / np.maximum(sizes[labels] - 1, 1)
    means = sums / sizes
    means[rows, labels] = np.inf
    other = means.min(axis=1)
    longer = np.maximum(own, other)
    widths = np.divide(other - own, longer, out=np.zeros_like(own), where=(longer > 0) & (sizes[labels] > 1))
    return float(widths.mean())


def _gamma(sample: DistanceSample, mean_within: float, mean_between: float, share_within: float) -> float | None:
    """Give the correlation of a number with a yes or no by the two means, which spares listing all pairs."""
    if sample.deviation <= 1e-9 * sample.mean or share_within == 0:
        return None
    return float((mean_between - mean_within) * np.sqrt(share_within * (1 - share_within)) / sample.deviation)


def _widest_step(distances: np.ndarray, members: np.ndarray) -> float:
    if members.sum() < 2:
        return 0.0
    return float(single(squareform(distances[np.ix_(members, members)], checks=False))[:, 2].max())
