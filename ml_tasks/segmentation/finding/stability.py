"""A segmentation that another sample of the same customers would not repeat is chance."""

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score


def bootstrap_stability(
    matrix: np.ndarray, labels: np.ndarray, *, k: int, bootstrap_count: int, n_init: int, seed: int
) -> float:
    """Mean adjusted Rand index between labels and refits on bootstrap samples, each applied to all rows.

    1 is perfect agreement and 0 what chance gives. The scheme is Hennig's (2007, Cluster-wise assessment of cluster
    stability) with the Rand index of Hubert & Arabie (1985) in place of the Jaccard coefficient.

    Parameters
    ----------
    matrix : ndarray of shape (n_rows, n_dimensions)
    labels : ndarray of shape (n_rows,)
        The candidate's labels of the same rows.
    """
    random = np.random.default_rng(seed)
    agreements = []
    for refit_seed in range(bootstrap_count):
        drawn = random.integers(0, len(matrix), len(matrix))
        refit = KMeans(k, n_init=n_init, tol=1e-6, random_state=refit_seed).fit(matrix[drawn])
        agreements.append(adjusted_rand_score(labels, refit.predict(matrix)))
    return float(np.mean(agreements))
