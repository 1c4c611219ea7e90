"""Which candidate to propose, and whether it deserves to be promoted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from sklearn.metrics import adjusted_rand_score

from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.finding.clustering import Candidate

Verdict = Literal["natural", "useful", "none"]


@dataclass(frozen=True)
class Choice:
    """The proposed candidate, the verdict about it, and why, as a sentence for whoever decides what to do with it."""

    candidate: Candidate
    verdict: Verdict
    reason: str

    @property
    def is_natural(self) -> bool:
        """Whether customers fall into these segments by themselves."""
        return self.verdict == "natural"

    @property
    def is_acceptable(self) -> bool:
        """Whether the segmentation may be promoted."""
        return self.verdict != "none"


def choose(candidates: Sequence[Candidate], config: SegmentationConfig) -> Choice | None:
    """Judge the candidates that the rule of the configuration looks at; None if there is none.

    Natural: halves of the customers predict each other's clusters, there is a valley between any two of them, and
    features go together in them.
    Useful: within ``k_range``, bootstrap refits repeat it, and it tells more about the following period than chance.
    """
    looked_at = _by_rule(candidates, config)
    natural = [candidate for candidate in looked_at if is_natural(candidate, config)]
    if natural:
        return _natural(max(natural, key=lambda candidate: candidate.k), candidates, config)
    low, high = config.k_range
    usable = [candidate for candidate in looked_at if low <= candidate.k <= high]
    if not usable:
        return _out_of_range(looked_at[0], config) if looked_at else None
    stable = [candidate for candidate in usable if candidate.stability >= config.min_stability]
    useful = [candidate for candidate in stable if _is_useful(candidate, len(stable), config)]
    if useful:
        return _useful(max(useful, key=lambda candidate: candidate.silhouette), config)
    return _none(max(stable or usable, key=lambda candidate: candidate.stability), config)


def looks_natural(candidate: Candidate, config: SegmentationConfig) -> bool:
    """Whether prediction strength and valleys say that the clusters are there, and not made."""
    return candidate.prediction_strength >= config.min_prediction_strength and candidate.valley <= config.highest_valley


def is_natural(candidate: Candidate, config: SegmentationConfig) -> bool:
    """Whether they are there, and are more than what one feature or another has by itself."""
    return looks_natural(candidate, config) and candidate.gap is not None and candidate.gap >= config.min_gap


def _by_rule(candidates: Sequence[Candidate], config: SegmentationConfig) -> Sequence[Candidate]:
    """All partitions by default; the best one if the rule is another figure."""
    partitions = [candidate for candidate in candidates if candidate.algorithm == "kmeans"]
    if not partitions or config.selection_rule == "prediction_strength":
        return partitions
    if config.selection_rule == "elbow":
        return [candidate for candidate in partitions if candidate.is_elbow]
    if config.selection_rule == "bic":
        # That of mixtures, which know sizes and spreads; k-means' own stands in where none could be fitted.
        mixtures = [candidate for candidate in candidates if candidate.algorithm == "gaussian_mixture"]
        best = min(mixtures or partitions, key=lambda candidate: candidate.bic)
        return [candidate for candidate in partitions if candidate.k == best.k]
    return [max(partitions, key=lambda candidate: candidate.silhouette)]


def _is_useful(candidate: Candidate, tried: int, config: SegmentationConfig) -> bool:
    """Bonferroni's correction: whoever tries five finds one in twenty by chance."""
    p_value = candidate.usefulness_p_value
    return p_value is not None and p_value * tried < config.highest_p_value


def _natural(best: Candidate, candidates: Sequence[Candidate], config: SegmentationConfig) -> Choice:
    reason = (
        f"Customers fall into {best.k} groups of their own: either half of them predicts the groups of the other half "
        f"(prediction strength {best.prediction_strength:.2f}, {config.min_prediction_strength:.2f} is asked), and "
        f"between any two groups there are at most {best.valley:.0%} as many customers as in them. Features go "
        f"together in them: with each shuffled among customers, groups would be {np.exp(best.gap):.1f} times as loose."
    )
    mixtures = [
        candidate
        for candidate in candidates
        if candidate.algorithm == "gaussian_mixture"
        and candidate.k == best.k
        and adjusted_rand_score(candidate.labels, best.labels) >= config.min_mixture_agreement
    ]
    # Of the same clusters, the mixture draws the better borders.
    return Choice(mixtures[0] if mixtures else best, "natural", reason)


def _out_of_range(best: Candidate, config: SegmentationConfig) -> Choice:
    low, high = config.k_range
    reason = (
        f"Customers form no groups of their own, and by the rule {config.selection_rule} there would be {best.k} "
        f"segments, which are not the {low} to {high} that people can act upon."
    )
    return Choice(best, "none", reason)


def _useful(best: Candidate, config: SegmentationConfig) -> Choice:
    return Choice(
        best,
        "useful",
        f"Customers form no groups of their own, so these {best.k} segments are a partition that people made. It is "
        f"repeatable (refits on other samples agree to {best.stability:.2f}, {config.min_stability:.2f} is asked), and "
        f"it tells who spends and buys in the following period (p = {best.usefulness_p_value:.4f}).",
    )


def _none(best: Candidate, config: SegmentationConfig) -> Choice:
    low, high = config.k_range
    if best.stability < config.min_stability:
        why = (
            f"no number of segments from {low} to {high} is repeatable: the best, {best.k}, agrees with refits on "
            f"other samples to {best.stability:.2f}, and {config.min_stability:.2f} is asked"
        )
    elif best.usefulness_p_value is None:
        why = (
            f"{best.k} segments would be repeatable ({best.stability:.2f}), but whether they tell anything about what "
            "customers do next cannot be said yet: there is too little history"
        )
    else:
        why = (
            f"{best.k} segments would be repeatable ({best.stability:.2f}), but they tell no more about what customers "
            f"do next than chance does (p = {best.usefulness_p_value:.4f})"
        )
    return Choice(best, "none", f"Customers form no groups of their own, and {why}.")
