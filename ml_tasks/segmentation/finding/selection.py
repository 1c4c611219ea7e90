"""Which candidate to propose, and whether it deserves to be promoted."""

from collections.abc import Sequence
from dataclasses import dataclass

from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.finding.clustering import Candidate


@dataclass(frozen=True)
class Choice:
    """The proposed candidate, whether it may be promoted, and why, as a sentence."""

    candidate: Candidate
    is_acceptable: bool
    reason: str


def choose(candidates: Sequence[Candidate], config: SegmentationConfig) -> Choice | None:
    """Take the highest silhouette among the stable candidates within ``k_range``.

    Without a stable one, the most stable is proposed and not accepted. None if no candidate lies within the range.
    """
    low, high = config.k_range
    usable = [candidate for candidate in candidates if low <= candidate.k <= high]
    if not usable:
        return None
    stable = [candidate for candidate in usable if candidate.stability >= config.min_stability]
    if not stable:
        best = max(usable, key=lambda candidate: candidate.stability)
        return Choice(
            best,
            False,
            f"No number of segments from {low} to {high} is stable: the best, {best.k}, agrees with its bootstrap "
            f"refits to {best.stability:.2f}, and {config.min_stability:.2f} is asked.",
        )
    best = max(stable, key=lambda candidate: candidate.silhouette)
    return Choice(
        best,
        True,
        f"{best.k} segments have the highest silhouette ({best.silhouette:.3f}) of the {len(stable)} stable candidates "
        f"from {low} to {high}; bootstrap refits agree to {best.stability:.2f}.",
    )
