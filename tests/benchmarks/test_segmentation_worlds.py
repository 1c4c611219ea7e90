"""The benchmark of the segmentation plants what it says, and what it counts can go wrong."""

import numpy as np
import pytest

from benchmarks.segmentation.trials import find_planted, verdict_on_noise
from benchmarks.segmentation.worlds import OUTLIER, config_for, independent_future, make_noise, plant

QUICK = {"candidate_ks": (2, 3, 4, 5, 6), "n_init": 5, "halving_n_init": 5, "bootstrap_count": 3, "bootstrap_n_init": 1}


def test_clusters_are_as_far_apart_as_it_says_and_bayes_knows_them():
    world = plant(3, k=5, separation=5.4)
    centres = np.array([world.points[world.kind == kind].mean(axis=0) for kind in range(5)])
    apart = np.linalg.norm(centres[:, None] - centres, axis=2)[~np.eye(5, dtype=bool)]
    assert apart.min() > 5.2
    assert (world.kind == OUTLIER).sum() == 80
    inner = world.kind != OUTLIER
    assert 0.97 < (world.bayes == world.kind)[inner].mean() < 1
    assert (world.bayes[~inner] == OUTLIER).all()


def test_planted_clusters_and_outliers_are_found():
    found = find_planted(plant(1), config_for(False, **QUICK))
    assert (found.k, found.algorithm) == (5, "gaussian_mixture")
    assert found.shortfall < 0.02
    assert found.recall > 0.95
    assert found.precision > 0.85


def test_skewed_clusters_are_found_through_their_logarithms():
    world = plant(2, k=3, separation=4.0, is_skewed=True)
    assert find_planted(world, config_for(True, **QUICK)).k == 3


# In the last one two of the measures have peaks, each for itself, that halves predict and valleys part.
@pytest.mark.parametrize(
    ("seed", "kind"), [(2, "gaussian"), (2, "cube"), (2, "correlated"), (2, "shuffled"), (5, "shuffled")]
)
def test_noise_is_refused(seed, kind):
    assert verdict_on_noise(seed, kind, config_for(False, **QUICK)) == "none"


def test_each_noise_is_what_its_name_says():
    correlated = np.corrcoef(make_noise(1, "correlated").T)
    assert np.abs(correlated - np.eye(6)).max() > 0.3
    assert np.abs(np.corrcoef(make_noise(1, "gaussian").T) - np.eye(6)).max() < 0.06
    assert make_noise(1, "cube").min() >= 0
    shuffled = make_noise(1, "shuffled")
    assert (np.sort(shuffled, axis=0) == np.sort(plant(1).points, axis=0)).all()


def test_the_future_of_noise_does_not_depend_on_it():
    world = plant(1)
    past = independent_future(1, world.frame())
    assert 0.3 < past.has_ordered.mean() < 0.5
    assert (past.spend[~past.has_ordered] == 0).all()
