"""A confidence of nine in ten is kept by nine in ten, in refits that the calibration has not seen."""

import numpy as np
import pytest
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from ml_tasks.segmentation.finding.calibration import calibrate
from ml_tasks.segmentation.finding.stability import resample


def _margins(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    nearest, second = np.sort(np.linalg.norm(points[:, None] - centres, axis=2), axis=1)[:, :2].T
    return 1 - nearest / second


@threadpool_limits.wrap(1)
def test_held_out_refits_keep_as_many_as_the_confidence_says():
    # Three clouds that run into each other: many customers are near a border, which refits draw anew.
    random = np.random.default_rng(1)
    points = random.normal(0, 1, (1_800, 2)) + np.array([[0, 0], [2.2, 0], [0, 2.2]])[np.arange(1_800) % 3]
    fit = KMeans(3, n_init=4, random_state=1).fit(points)
    seen, unseen = (resample(points, fit.labels_, k=3, bootstrap_count=20, n_init=1, seed=seed).kept for seed in (1, 2))
    margins = _margins(points, fit.cluster_centers_)
    corners = calibrate(margins, seen)
    confidences = np.interp(margins, *np.transpose(corners))
    for low, high in ((0.5, 0.85), (0.85, 0.95), (0.95, 1.01)):
        band = (confidences >= low) & (confidences < high)
        assert band.sum() >= 20
        assert unseen[band].mean() == pytest.approx(confidences[band].mean(), abs=0.06)


def test_the_line_rises_and_is_short():
    random = np.random.default_rng(2)
    margins = random.random(500)
    corners = np.array(calibrate(margins, np.clip(margins + random.normal(0, 0.3, 500), 0, 1)))
    assert len(corners) <= 20
    assert (np.diff(corners, axis=0) >= 0).all()
    assert corners[-1, 1] - corners[0, 1] > 0.3


def test_margins_that_do_not_differ_say_nothing():
    assert calibrate(np.ones(50), np.ones(50)) == ()
