"""Whether fewer customers live between two segments than in them. Where none do not, a cloud was cut in pieces."""

from itertools import combinations

import numpy as np

# Along the line between two centres, which lie at 0 and 1.
_PLACES = np.linspace(-0.2, 1.2, 29)


def shallowest_valley(matrix: np.ndarray, labels: np.ndarray, centres: np.ndarray) -> float:
    """Lowest density between two centres over the lower of their peaks, of the pair for which it is highest.

    0 is a gap between any two clusters; 1, or more, is a pair with as many rows between its centres as around them.
    Half a Gaussian cloud predicts the other half well along its longest axis, so that prediction strength takes it for
    two clusters; it has no valley. The rows of the two clusters are projected on the line between their centres, and
    their density along it is a sum of Gaussian kernels of Silverman's width (1986, Density estimation for statistics
    and data analysis, eq. 3.31), so that few rows make no valleys by chance.

    Parameters
    ----------
    matrix : ndarray of shape (n_rows, n_dimensions)
    labels : ndarray of shape (n_rows,)
        From 0, as rows of ``centres``.
    """
    return max(
        (_valley(matrix, labels, centres, one, other) for one, other in combinations(range(len(centres)), 2)),
        default=1.0,
    )


def _valley(matrix: np.ndarray, labels: np.ndarray, centres: np.ndarray, one: int, other: int) -> float:
    line = centres[other] - centres[one]
    members = matrix[(labels == one) | (labels == other)]
    along = (members - centres[one]) @ line / (line @ line)
    first, third = np.quantile(along, [0.25, 0.75])
    width = 0.9 * min(along.std(), (third - first) / 1.34) * len(along) ** -0.2
    if width == 0:
        return 0.0
    density = np.array([np.exp(-np.square((along - place) / width) / 2).sum() for place in _PLACES])
    middle = len(_PLACES) // 2
    # A peak is where most are on a centre's own side; in one cloud both are the middle, and nothing lies between.
    one_peak, other_peak = density[: middle + 1].argmax(), middle + density[middle:].argmax()
    return float(density[one_peak : other_peak + 1].min() / min(density[one_peak], density[other_peak]))
