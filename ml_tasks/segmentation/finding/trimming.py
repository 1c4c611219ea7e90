"""Customers who are like nobody are set aside before centres are fitted: they drag centres, and steal some."""

import numpy as np
from sklearn.neighbors import NearestNeighbors

from ml_tasks.segmentation.finding.sampling import bounded_sample


def find_central(matrix: np.ndarray, *, neighbours: int, fence: float, sample: int, seed: int) -> np.ndarray:
    """Say who has company: boolean array of shape (n_rows,).

    The measure is the distance to the k-th nearest neighbour (Ramaswamy, Rastogi & Shim 2000, Efficient algorithms for
    mining outliers from large data sets). It is looked at as a logarithm, because densities differ by orders of
    magnitude, and whoever lies beyond the third quartile by ``fence`` interquartile ranges is set aside: how many those
    are is not decided beforehand. Everybody is among them who has ``neighbours`` equals.

    Parameters
    ----------
    sample
        Neighbours are looked for among so many rows, at most.
    """
    known = matrix[bounded_sample(len(matrix), sample, seed)]
    if len(known) <= neighbours:
        return np.ones(len(matrix), dtype=bool)
    # One more, because those of the sample are their own first neighbours.
    distances = NearestNeighbors(n_neighbors=neighbours + 1).fit(known).kneighbors(matrix)[0][:, -1]
    apart = distances > 0
    if not apart.any():
        return np.ones(len(matrix), dtype=bool)
    logarithms = np.log(distances[apart])
    first, third = np.quantile(logarithms, [0.25, 0.75])
    central = np.ones(len(matrix), dtype=bool)
    central[apart] = logarithms <= third + fence * (third - first)
    return central
