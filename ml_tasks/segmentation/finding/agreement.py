"""How far two labellings of the same rows agree, by how many rows are in which pair of clusters."""

import numpy as np


def shared_rows(one: np.ndarray, other: np.ndarray, k: int) -> np.ndarray:
    """Count rows by their clusters in both labellings, which go from 0 to k - 1; shape (k, k)."""
    return np.bincount(one * k + other, minlength=k * k).reshape(k, k).astype(float)


def adjusted_rand(shared: np.ndarray) -> float:
    """Give the adjusted Rand index (Hubert & Arabie 1985, eq. 5) of the counts of :func:`shared_rows`: chance gives 0.

    scikit-learn's function counts anew, and checks its input longer than that takes.
    """
    together = _pairs(shared).sum()
    in_one, in_other = _pairs(shared.sum(axis=1)).sum(), _pairs(shared.sum(axis=0)).sum()
    by_chance = in_one * in_other / _pairs(shared.sum())
    most = (in_one + in_other) / 2
    return 1.0 if most == by_chance else float((together - by_chance) / (most - by_chance))


def _pairs(count: np.ndarray) -> np.ndarray:
    return count * (count - 1) / 2
