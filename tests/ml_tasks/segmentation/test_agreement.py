import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from ml_tasks.segmentation.finding.agreement import adjusted_rand, shared_rows


def test_rows_are_counted_by_both_labels():
    assert shared_rows(np.array([0, 0, 1, 2]), np.array([0, 1, 1, 1]), 3).tolist() == [[1, 1, 0], [0, 1, 0], [0, 1, 0]]


@pytest.mark.parametrize("seed", range(4))
def test_the_index_is_what_scikit_learn_calls_so(seed):
    random = np.random.default_rng(seed)
    one = random.integers(0, 4, 60)
    other = np.where(random.random(60) < 0.3, random.integers(0, 4, 60), (one + 1) % 4)
    assert adjusted_rand(shared_rows(one, other, 4)) == pytest.approx(adjusted_rand_score(one, other))


def test_all_in_one_cluster_agree():
    assert adjusted_rand(shared_rows(np.zeros(5, int), np.zeros(5, int), 1)) == 1
