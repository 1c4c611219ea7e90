"""Samples of bounded size, drawn anew the same way each time."""

import numpy as np


def bounded_sample(row_count: int, limit: int, seed: int) -> np.ndarray:
    """Row numbers, ascending: all of them, or ``limit`` drawn without replacement."""
    if row_count <= limit:
        return np.arange(row_count)
    return np.sort(np.random.default_rng(seed).choice(row_count, limit, replace=False))
