"""Segments that earn the same name are told apart by what differs most between them."""

from collections.abc import Sequence
from dataclasses import dataclass

from ml_tasks.segmentation.explaining.profiles import SegmentProfile


@dataclass(frozen=True)
class Qualifier:
    """Words for those who are high in the column, and for those who are low."""

    column: str
    high: str
    low: str

    def rank(self, profile: SegmentProfile) -> float:
        """Rank of the segment in the column; what is not measured counts as ordinary."""
        measure = profile.measures.get(self.column)
        return 0.5 if measure is None else measure.rank

    def spread(self, profiles: Sequence[SegmentProfile]) -> float:
        """How far the column parts the segments."""
        ranks = [self.rank(profile) for profile in profiles]
        return max(ranks) - min(ranks)


QUALIFIERS = (
    Qualifier("average_order_value_usd", "with Large Baskets", "with Small Baskets"),
    Qualifier("coupon_redemption_count", "with Coupons", "without Coupons"),
    Qualifier("discount_share", "on Discount", "at Full Price"),
    Qualifier("days_since_last_order", "Not Seen Lately", "Seen Lately"),
    Qualifier("order_count", "Ordering Often", "Ordering Seldom"),
    Qualifier("net_spend_usd", "Spending More", "Spending Less"),
)


def tell_apart(
    name: str, profiles: Sequence[SegmentProfile], qualifiers: Sequence[Qualifier] = QUALIFIERS
) -> dict[int, str]:
    """Give every segment a name of its own, by segment id: halve them at the widest difference until each is alone."""
    if len(profiles) == 1:
        return {profiles[0].segment_id: name}
    widest = max(qualifiers, key=lambda qualifier: qualifier.spread(profiles), default=None)
    if widest is None or widest.spread(profiles) == 0:
        return _numbered_by_spend(name, profiles)
    ranks = [widest.rank(profile) for profile in profiles]
    middle = (max(ranks) + min(ranks)) / 2
    high = [profile for profile in profiles if widest.rank(profile) > middle]
    low = [profile for profile in profiles if widest.rank(profile) <= middle]
    others = [qualifier for qualifier in qualifiers if qualifier is not widest]
    return tell_apart(f"{name} {widest.high}", high, others) | tell_apart(f"{name} {widest.low}", low, others)


def _numbered_by_spend(name: str, profiles: Sequence[SegmentProfile]) -> dict[int, str]:
    """Alike in everything that has a word: only the order of their spend is left to tell them apart."""
    by_spend = sorted(profiles, key=lambda profile: -profile.measures["net_spend_usd"].median)
    return {profile.segment_id: f"{name}, No. {place} by Spend" for place, profile in enumerate(by_spend, start=1)}
