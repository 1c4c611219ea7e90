"""Whether features go together in the segments, or each feature has groups of its own."""

from collections.abc import Callable, Sequence

import numpy as np
from sklearn.cluster import KMeans


def gap_of(
    matrix: np.ndarray,
    k: int,
    *,
    columns: Sequence[str],
    project: Callable[[np.ndarray], np.ndarray],
    repeats: int,
    n_init: int,
    seed: int,
) -> float:
    """Say how much tighter k clusters are than k clusters of the same features, each shuffled among the customers.

    The gap statistic of Tibshirani, Walther & Hastie (2001), Estimating the number of clusters in a data set via the
    gap statistic: mean logarithm of the references' inertia, less that of the rows'. Their references are uniform; ours
    keep each feature as it is, two peaks or one, and take away only what ties it to the others. So 0 is what
    independent features give, however lumpy each of them is, and 0.1 is clusters that are a tenth tighter.

    Parameters
    ----------
    matrix : ndarray of shape (n_rows, n_features)
        Scaled, before ``project``, which leads to where clusters are looked for.
    columns
        Of each feature the column that it comes from; categories of one column are shuffled together.
    """
    random = np.random.default_rng(seed)
    places = [np.flatnonzero(np.asarray(columns) == column) for column in dict.fromkeys(columns)]

    def log_inertia(rows: np.ndarray) -> float:
        return float(np.log(KMeans(k, n_init=n_init, random_state=seed).fit(project(rows)).inertia_))

    references = []
    for _ in range(repeats):
        shuffled = np.empty_like(matrix)
        for place in places:
            shuffled[:, place] = matrix[random.permutation(len(matrix))][:, place]
        references.append(log_inertia(shuffled))
    return float(np.mean(references)) - log_inertia(matrix)
