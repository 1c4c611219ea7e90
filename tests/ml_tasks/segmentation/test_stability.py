import numpy as np
from sklearn.cluster import KMeans

from ml_tasks.segmentation.finding.stability import bootstrap_stability

RANDOM = np.random.default_rng(5)


def _stability(matrix: np.ndarray, k: int) -> float:
    labels = KMeans(k, n_init=3, random_state=0).fit_predict(matrix)
    return bootstrap_stability(matrix, labels, k=k, bootstrap_count=10, n_init=2, seed=1)


def test_groups_that_are_there_come_back():
    matrix = np.concatenate([RANDOM.normal(centre, 0.3, size=(60, 2)) for centre in (0, 5, 10)])
    assert _stability(matrix, 3) == 1.0


def test_groups_that_are_not_there_do_not():
    assert _stability(RANDOM.normal(size=(180, 4)), 5) < 0.6
