"""BIC of a k-means, which has no likelihood of its own: as a mixture of spheres of one size."""

import numpy as np

from ml_tasks.precision import rounded


def spherical_bic(matrix: np.ndarray, labels: np.ndarray, inertia: float, k: int) -> float:
    """Bayesian information criterion as scikit-learn's mixtures have it (lower is better).

    The likelihood is that of Pelleg & Moore (2000, X-means): spherical Gaussians with one common variance, each row
    belonging to its own cluster alone.
    """
    row_count, dimension_count = matrix.shape
    variance = max(inertia / (dimension_count * max(row_count - k, 1)), 1e-12)
    sizes = np.bincount(labels, minlength=k)
    sizes = sizes[sizes > 0]
    log_likelihood = (
        (sizes * np.log(sizes / row_count)).sum()
        - row_count * dimension_count / 2 * np.log(2 * np.pi * variance)
        - dimension_count * (row_count - k) / 2
    )
    parameter_count = k - 1 + k * dimension_count + 1
    return float(rounded(-2 * log_likelihood + parameter_count * np.log(row_count)))
