import numpy as np
from sklearn.cluster import KMeans

from ml_tasks.segmentation.finding.calibration import calibrate
from ml_tasks.segmentation.finding.stability import Resampled, resample

RANDOM = np.random.default_rng(5)


def _resampled(matrix: np.ndarray, k: int) -> tuple[np.ndarray, Resampled]:
    labels = KMeans(k, n_init=3, random_state=0).fit_predict(matrix)
    return labels, resample(matrix, labels, k=k, bootstrap_count=10, n_init=2, seed=1)


def test_groups_that_are_there_come_back():
    matrix = np.concatenate([RANDOM.normal(centre, 0.3, size=(60, 2)) for centre in (0, 5, 10)])
    _, resampled = _resampled(matrix, 3)
    assert resampled.stability == 1.0
    assert resampled.jaccards.tolist() == [1.0, 1.0, 1.0]
    assert (resampled.kept == 1.0).all()


def test_groups_that_are_not_there_do_not():
    _, resampled = _resampled(RANDOM.normal(size=(180, 4)), 5)
    assert resampled.stability < 0.6
    assert resampled.kept.mean() < 0.8


def test_the_group_that_dissolves_is_the_one_that_was_made():
    two = np.concatenate([RANDOM.normal(0, 1, size=(200, 2)), RANDOM.normal(20, 0.3, size=(60, 2))])
    labels, resampled = _resampled(two, 3)
    apart = labels[-1]
    assert resampled.jaccards[apart] == 1.0
    assert np.delete(resampled.jaccards, apart).max() < 0.9


def test_confidence_is_how_many_keep_their_segment():
    margins = RANDOM.uniform(0, 1, 20_000)
    chance = np.sqrt(margins)
    kept = RANDOM.binomial(30, chance) / 30
    corners = np.array(calibrate(margins, kept))
    assert len(corners) == 20
    assert (np.diff(corners, axis=0) >= 0).all()
    others = RANDOM.uniform(0, 1, 20_000)
    keeps = RANDOM.random(20_000) < np.sqrt(others)
    confidence = np.interp(others, *corners.T)
    sure = np.abs(confidence - 0.9) < 0.03
    assert abs(keeps[sure].mean() - 0.9) < 0.02


def test_margins_that_do_not_differ_are_not_calibrated():
    assert calibrate(np.full(100, 0.3), np.ones(100)) == ()
    assert calibrate(np.arange(5.0), np.ones(5)) == ()
