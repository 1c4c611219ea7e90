"""The figures of two pairs on a line, by hand."""

import numpy as np
import pytest
from sklearn.metrics import silhouette_score

from ml_tasks.segmentation.finding.statistics import ClusterStatistics, DistanceSample, cluster_statistics

LINE = np.array([[0.0], [1.0], [5.0], [8.0]])


def _judge(points: np.ndarray, labels: np.ndarray) -> ClusterStatistics:
    return cluster_statistics(DistanceSample.of(points, 1_000, seed=1), labels)


def test_two_pairs_on_a_line():
    found = _judge(LINE, np.array([3, 3, 7, 7]))
    # Within: 1, 1, 3, 3. Between: 5, 8, 4, 7.
    assert found.average_within == 2
    assert found.average_between == 6
    assert found.within_between_ratio == pytest.approx(1 / 3)
    assert found.dunn == pytest.approx(4 / 3)
    assert found.widest_gap == 3
    assert found.separation_index == 4
    assert found.entropy == pytest.approx(np.log(2))
    lengths, is_apart = [1, 5, 8, 4, 7, 3], [0, 1, 1, 1, 1, 0]
    assert found.pearson_gamma == pytest.approx(np.corrcoef(lengths, is_apart)[0, 1])


def test_the_widest_gap_is_a_step_and_not_a_diameter():
    found = _judge(np.array([[0.0], [1.0], [3.0], [9.0], [9.5]]), np.array([1, 1, 1, 2, 2]))
    assert found.widest_gap == 2


def test_each_row_weighs_alike_whatever_the_size_of_its_cluster():
    found = _judge(np.array([[0.0], [1.0], [9.0]]), np.array([1, 1, 2]))
    assert found.average_within == pytest.approx(2 / 3)


def test_one_cluster_has_no_figures_but_entropy():
    found = _judge(LINE, np.ones(4))
    assert (found.dunn, found.average_between, found.entropy) == (None, None, 0)


@pytest.mark.parametrize("labels", [[1, 1, 2, 2], [1, 2, 2, 2], [3, 1, 2, 1]])
def test_the_silhouette_is_what_scikit_learn_calls_so(labels):
    assert _judge(LINE, np.array(labels)).silhouette == pytest.approx(silhouette_score(LINE, labels))


def test_all_alike_are_no_silhouette():
    found = _judge(np.zeros((4, 1)), np.array([1, 1, 2, 2]))
    assert (found.silhouette, found.pearson_gamma, found.dunn) == (0, None, None)


def test_labels_of_all_rows_are_judged_by_those_that_were_drawn():
    points = np.arange(50, dtype=float)[:, None]
    sample = DistanceSample.of(points, 20, seed=1)
    labels = (points[:, 0] > 24).astype(int)
    assert cluster_statistics(sample, labels) == _judge(points[sample.rows], labels[sample.rows])
