"""Advisers agree about what is there, and say so when nothing is."""

import numpy as np
import pytest

from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.finding.advisers import ask_advisers, stratified_sample
from ml_tasks.segmentation.finding.self_organising_map import map_units


def _clouds(seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    labels = np.repeat([0, 1, 2], [150, 100, 50])
    centres = np.array([[0, 0], [9, 0], [0, 12]])
    return centres[labels] + random.normal(0, 1, (300, 2)), labels


def test_all_advisers_find_three_clouds():
    advice = ask_advisers(*_clouds(), SegmentationConfig())
    assert [one.algorithm for one in advice] == ["ward", "hdbscan", "dbscan", "self_organising_map"]
    for one in advice:
        assert one.cluster_count == 3, one
        assert one.adjusted_rand > 0.98, one
        assert one.noise_share < 0.1
    assert advice[0].suggested_count == 3


def test_labels_by_chance_get_no_agreement():
    points, labels = _clouds()
    shuffled = np.random.default_rng(2).permutation(labels)
    assert all(one.adjusted_rand < 0.05 for one in ask_advisers(points, shuffled, SegmentationConfig()))


def test_noise_is_told_and_not_counted_as_agreement():
    points, labels = _clouds()
    far = np.random.default_rng(3).uniform(100, 1000, (12, 2))
    everybody = np.vstack([points, far]), np.append(labels, np.arange(12) % 3)
    dbscan = next(one for one in ask_advisers(*everybody, SegmentationConfig()) if one.algorithm == "dbscan")
    assert dbscan.noise_share == pytest.approx(12 / 312)
    assert dbscan.adjusted_rand > 0.98


def test_the_sample_has_each_segments_share():
    labels = np.repeat([1, 2, 3], [800, 199, 1])
    rows = stratified_sample(labels, 100, seed=1)
    assert np.bincount(labels[rows])[1:].tolist() == [80, 20, 1]
    assert (np.diff(rows) > 0).all()


def test_neighbouring_units_of_the_map_are_neighbours_in_the_data():
    points = np.linspace(0, 1, 100)[:, None] * np.array([[3.0, 1.0]])
    units = map_units(points, 4)
    assert np.bincount(units, minlength=4).min() >= 20
    steps = np.diff(units)
    assert set(np.abs(steps)) <= {0, 1}
    assert np.count_nonzero(steps) == 3


@pytest.mark.parametrize("count", [2, 5])
def test_equal_rows_make_no_map_of_nothing(count):
    assert len(set(map_units(np.ones((10, 2)), count))) == 1
