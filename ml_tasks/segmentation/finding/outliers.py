"""Customers who fit nowhere are set apart, not squeezed in."""

import numpy as np

from ml_tasks.precision import rounded


def outlier_radius(distances: np.ndarray, fence: float = 3.0) -> float:
    """Third quartile plus ``fence`` interquartile ranges of the distances to the nearest prototype.

    With 3 this is Tukey's outer fence (1977, Exploratory Data Analysis, 2D); nothing is flagged merely for being
    in the last percent.
    """
    first, third = np.quantile(distances, [0.25, 0.75])
    return float(rounded(third + fence * (third - first)))
