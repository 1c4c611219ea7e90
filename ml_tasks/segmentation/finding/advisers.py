"""Second opinions: algorithms that nobody can score a million customers with, asked on a stratified sample."""

from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import fcluster, ward
from sklearn.cluster import DBSCAN, HDBSCAN
from sklearn.metrics import adjusted_rand_score
from sklearn.neighbors import NearestNeighbors

from ml_tasks.precision import rounded
from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.finding.elbow import find_elbow
from ml_tasks.segmentation.finding.self_organising_map import map_units

_NOISE = -1


@dataclass(frozen=True)
class Advice:
    """What one algorithm makes of the sample, and how far it agrees with the labels that were chosen.

    ``adjusted_rand`` is of the rows that the algorithm does not call noise, None when it calls all of them so.
    ``suggested_count`` is Ward's own number of clusters.
    """

    algorithm: str
    sample_size: int
    cluster_count: int
    noise_share: float
    adjusted_rand: float | None
    suggested_count: int | None = None


def ask_advisers(points: np.ndarray, labels: np.ndarray, config: SegmentationConfig) -> list[Advice]:
    """Ask Ward, HDBSCAN, DBSCAN and a self-organising map about rows that have labels, shapes (n, d) and (n,)."""
    rows = stratified_sample(labels, config.adviser_sample, config.seed)
    points, labels = points[rows], labels[rows]
    k = len(np.unique(labels))
    merges = ward(points)
    neighbour_count = min(2 * points.shape[1], len(points) - 1)
    opinions = {
        "ward": fcluster(merges, k, criterion="maxclust"),
        # A cluster is at least a fiftieth of the sample: what is smaller is nothing that a company acts upon.
        "hdbscan": HDBSCAN(min_cluster_size=max(len(points) // 50, 5), copy=True).fit_predict(points),
        # As many neighbours as Sander et al. (1998) advise, within the knee of their distances (Ester et al. 1996).
        "dbscan": DBSCAN(eps=_knee(points, neighbour_count), min_samples=neighbour_count).fit_predict(points),
        "self_organising_map": map_units(points, k),
    }
    suggested = {"ward": _highest_step(merges, config.candidate_ks)}
    return [_advice(name, opinion, labels, suggested.get(name)) for name, opinion in opinions.items()]


def stratified_sample(labels: np.ndarray, limit: int, seed: int) -> np.ndarray:
    """Row numbers, ascending: all, or about ``limit``, from each label by its share and at least one."""
    if len(labels) <= limit:
        return np.arange(len(labels))
    random = np.random.default_rng(seed)
    share = limit / len(labels)
    strata = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    drawn = [random.choice(rows, max(round(len(rows) * share), 1), replace=False) for rows in strata]
    return np.sort(np.concatenate(drawn))


def _advice(name: str, opinion: np.ndarray, labels: np.ndarray, suggested: int | None) -> Advice:
    is_placed = opinion != _NOISE
    agreement = adjusted_rand_score(labels[is_placed], opinion[is_placed]) if is_placed.any() else None
    return Advice(
        algorithm=name,
        sample_size=len(labels),
        cluster_count=len(np.unique(opinion[is_placed])),
        noise_share=float(rounded((~is_placed).mean())),
        adjusted_rand=None if agreement is None else float(rounded(agreement)),
        suggested_count=suggested,
    )


def _knee(points: np.ndarray, neighbour_count: int) -> float:
    """Give the distance at which the sorted distances to the farthest of the neighbours bend."""
    found, _ = NearestNeighbors(n_neighbors=neighbour_count).fit(points).kneighbors()
    falling = np.sort(found[:, -1])[::-1]
    # All rows alike: any distance above zero finds one cluster.
    return max(float(falling[find_elbow(range(len(falling)), falling)]), 1e-9)


def _highest_step(merges: np.ndarray, ks: tuple[int, ...]) -> int | None:
    """Give the number of clusters that are left before the merge that costs most more than the one before it."""
    heights = merges[:, 2]
    possible = [k for k in ks if k <= len(heights)]
    # The last merge leaves one cluster, the one before it two: k clusters stand between merges -k and -(k - 1).
    return max(possible, key=lambda k: heights[-(k - 1)] - heights[-k]) if possible else None
