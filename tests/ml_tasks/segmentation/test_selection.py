import numpy as np
import pytest
from pydantic import ValidationError

from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.finding.clustering import Candidate
from ml_tasks.segmentation.finding.selection import choose

CONFIG = SegmentationConfig(k_range=(4, 6))
LABELS = np.arange(60) % 6


def _candidate(k: int, **figures) -> Candidate:
    """A k-means that is neither natural nor useful, unless the figures say so."""
    usual = {
        "algorithm": "kmeans",
        "prototypes": np.zeros((k, 1)),
        "labels": LABELS % k,
        "silhouette": 0.3,
        "davies_bouldin": 1.0,
        "calinski_harabasz": 1.0,
        "inertia": 1.0,
        "bic": 1.0,
        "smallest_share": 0.1,
        "stability": 0.9,
        "prediction_strength": 0.5,
        "valley": 0.9,
        "gap": 0.3,
    }
    return Candidate(k=k, **{**usual, **figures})


def _natural(k: int, **figures) -> Candidate:
    return _candidate(k, **{"prediction_strength": 0.85, "valley": 0.75, **figures})


def test_of_natural_candidates_the_largest_k_wins_also_outside_of_the_range():
    predicted_only = _candidate(9, prediction_strength=0.95)
    parted_only = _candidate(10, valley=0.1)
    choice = choose([_natural(2), _natural(8), predicted_only, parted_only], CONFIG)
    assert (choice.candidate.k, choice.verdict) == (8, "natural")
    assert choice.is_acceptable
    assert "8 groups of their own" in choice.reason
    assert "at most 75% as many" in choice.reason
    assert choice.reason.endswith("groups would be 1.3 times as loose.")


@pytest.mark.parametrize("figures", [{"prediction_strength": 0.849}, {"valley": 0.751}, {"gap": 0.049}, {"gap": None}])
def test_just_below_a_bound_is_not_natural(figures):
    assert choose([_natural(5, **figures)], CONFIG).verdict == "none"


def test_the_mixture_of_the_same_clusters_draws_the_borders():
    same = _candidate(4, algorithm="gaussian_mixture", labels=(LABELS % 4 + 1) % 4, stability=None)
    other = _candidate(4, algorithm="gaussian_mixture", labels=np.arange(60) // 15, stability=None)
    assert choose([_natural(4), same], CONFIG).candidate is same
    assert choose([_natural(4), other], CONFIG).candidate.algorithm == "kmeans"


def test_of_useful_partitions_the_highest_silhouette_wins():
    outside = _candidate(3, silhouette=0.9, usefulness_p_value=0.0)
    unstable = _candidate(4, silhouette=0.8, stability=0.79, usefulness_p_value=0.0)
    useless = _candidate(5, silhouette=0.7, usefulness_p_value=0.5)
    winner = _candidate(6, silhouette=0.2, stability=0.8, usefulness_p_value=0.001)
    lesser = _candidate(4, silhouette=0.1, usefulness_p_value=0.001)
    choice = choose([outside, unstable, useless, winner, lesser], CONFIG)
    assert choice.candidate is winner
    assert (choice.verdict, choice.is_natural, choice.is_acceptable) == ("useful", False, True)
    assert "a partition that people made" in choice.reason


def test_whoever_tries_two_needs_half_the_p_value():
    assert choose([_candidate(5, usefulness_p_value=0.006)], CONFIG).verdict == "useful"
    both = [_candidate(5, usefulness_p_value=0.006), _candidate(6, usefulness_p_value=0.006)]
    assert choose(both, CONFIG).verdict == "none"


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"stability": 0.7}, "0.70, and 0.80 is asked"),
        ({"usefulness_p_value": None}, "too little history"),
        ({"usefulness_p_value": 0.4}, "no more about what customers do next than chance does (p = 0.4000)"),
    ],
)
def test_with_neither_nothing_is_accepted_and_the_sentence_says_why(figures, said):
    choice = choose([_candidate(5, **figures)], CONFIG)
    assert (choice.verdict, choice.is_acceptable) == ("none", False)
    assert said in choice.reason


def test_another_rule_looks_at_one_candidate():
    candidates = [
        _natural(4, silhouette=0.9, bic=3.0),
        _natural(5, is_elbow=True, bic=2.0),
        _natural(6, bic=1.0),
    ]
    chosen = {
        rule: choose(candidates, CONFIG.model_copy(update={"selection_rule": rule})).candidate.k
        for rule in ("prediction_strength", "silhouette", "elbow", "bic")
    }
    assert chosen == {"prediction_strength": 6, "silhouette": 4, "elbow": 5, "bic": 6}


def test_the_rule_bic_asks_mixtures_first_which_know_sizes_and_spreads():
    by_mixture = [
        _candidate(k, algorithm="gaussian_mixture", bic=bic, stability=None) for k, bic in ((4, 7.0), (5, 9.0))
    ]
    candidates = [_natural(4, bic=2.0), _natural(5, bic=1.0), *by_mixture]
    assert choose(candidates, CONFIG.model_copy(update={"selection_rule": "bic"})).candidate.k == 4


def test_a_number_out_of_range_is_refused_in_a_sentence_that_says_so():
    choice = choose([_candidate(2, silhouette=0.8)], CONFIG.model_copy(update={"selection_rule": "silhouette"}))
    assert (choice.verdict, choice.candidate.k) == ("none", 2)
    assert "by the rule silhouette there would be 2 segments, which are not the 4 to 6" in choice.reason
    assert choose([], CONFIG) is None


@pytest.mark.parametrize(
    ("knobs", "said"),
    [
        ({"k_range": (11, 20)}, "within k_range, 11 to 20"),
        ({"cap_quantiles": (0.99, 0.01)}, "must ascend"),
        ({"permutation_count": 99}, "raise permutation_count"),
        ({"candidate_ks": (1, 4)}, "greater than or equal to 2"),
        ({"pca_explained_share": 1.5}, "less than or equal to 1"),
    ],
    ids=["range", "caps", "permutations", "one segment", "share"],
)
def test_knobs_that_cannot_work_together_are_refused_at_once(knobs, said):
    with pytest.raises(ValidationError, match=said):
        SegmentationConfig(**knobs)
