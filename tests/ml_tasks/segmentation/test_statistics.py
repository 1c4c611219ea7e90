"""The figures of two pairs on a line, by hand."""

import numpy as np
import pytest

from ml_tasks.segmentation.finding.statistics import cluster_statistics, pairwise

LINE = np.array([[0.0], [1.0], [5.0], [8.0]])


def test_two_pairs_on_a_line():
    found = cluster_statistics(pairwise(LINE), np.array([3, 3, 7, 7]))
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
    found = cluster_statistics(pairwise(np.array([[0.0], [1.0], [3.0], [9.0], [9.5]])), np.array([1, 1, 1, 2, 2]))
    assert found.widest_gap == 2


def test_each_row_weighs_alike_whatever_the_size_of_its_cluster():
    found = cluster_statistics(pairwise(np.array([[0.0], [1.0], [9.0]])), np.array([1, 1, 2]))
    assert found.average_within == pytest.approx(2 / 3)


def test_one_cluster_has_no_figures_but_entropy():
    found = cluster_statistics(pairwise(LINE), np.ones(4))
    assert (found.dunn, found.average_between, found.entropy) == (None, None, 0)
