import numpy as np

from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.finding.clustering import Candidate
from ml_tasks.segmentation.finding.selection import choose

CONFIG = SegmentationConfig(k_range=(4, 6), min_stability=0.8)


def _candidate(k: int, silhouette: float, stability: float) -> Candidate:
    return Candidate(k, np.zeros((k, 1)), silhouette, 1.0, stability, 0.1)


def test_the_highest_silhouette_among_the_stable_within_the_range_wins():
    outside, unstable, winner, lesser = (
        _candidate(2, 0.9, 1.0),
        _candidate(4, 0.8, 0.79),
        _candidate(5, 0.4, 0.8),
        _candidate(6, 0.3, 0.95),
    )
    choice = choose([outside, unstable, winner, lesser], CONFIG)
    assert choice.candidate is winner
    assert choice.is_acceptable
    assert "5 segments have the highest silhouette (0.400) of the 2 stable candidates" in choice.reason


def test_without_a_stable_candidate_the_most_stable_is_proposed_and_not_accepted():
    choice = choose([_candidate(4, 0.8, 0.5), _candidate(5, 0.2, 0.7)], CONFIG)
    assert choice.candidate.k == 5
    assert not choice.is_acceptable
    assert "0.70, and 0.80 is asked" in choice.reason


def test_nothing_in_the_range_is_no_choice():
    assert choose([_candidate(2, 0.8, 1.0)], CONFIG) is None
