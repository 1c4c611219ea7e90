"""The vocabulary: which profile earns which name. The first rule that holds gives the name."""

from dataclasses import dataclass

from ml_tasks.segmentation.explaining.profiles import SegmentProfile


@dataclass(frozen=True)
class Condition:
    """The segment's median lies above (or below) that of the given share of customers."""

    column: str
    at_least: float = 0.0
    at_most: float = 1.0

    def holds(self, profile: SegmentProfile) -> bool:
        """Whether it holds; what is not measured, such as web visits without web extracts, never does."""
        measure = profile.measures.get(self.column)
        return measure is not None and self.at_least <= measure.rank <= self.at_most

    def said_of(self, profile: SegmentProfile) -> str:
        """Put the condition and what was observed into words."""
        rank = profile.measures[self.column].rank
        return f"{self.column} above {rank:.0%} of customers (rule: {self.at_least:.0%} to {self.at_most:.0%})"


@dataclass(frozen=True)
class NamingRule:
    """All conditions must hold; none means that the name fits whoever is left."""

    name: str
    conditions: tuple[Condition, ...]

    def holds(self, profile: SegmentProfile) -> bool:
        """Whether the name fits."""
        return all(condition.holds(profile) for condition in self.conditions)

    def said_of(self, profile: SegmentProfile) -> str:
        """Say why the name fits, in one line."""
        said = [condition.said_of(profile) for condition in self.conditions]
        return " and ".join(said) or "no other rule holds"


# Where customers stand in their life comes first, then what they are worth, then how they buy, then how often.
NAMING_RULES = (
    NamingRule(
        "Dormant Customers",
        (Condition("days_since_last_order", at_least=0.75), Condition("orders_last_90_days_count", at_most=0.35)),
    ),
    NamingRule(
        "New Visitors",
        (
            Condition("days_since_first_order", at_most=0.2),
            Condition("order_count", at_most=0.2),
            Condition("sessions_last_90_days_count", at_least=0.6),
        ),
    ),
    NamingRule("Newer Customers", (Condition("days_since_first_order", at_most=0.2),)),
    NamingRule(
        "Loyal High Spenders",
        (Condition("net_spend_usd", at_least=0.75), Condition("order_count", at_least=0.6)),
    ),
    NamingRule("Deal Hunters", (Condition("coupon_redemption_count", at_least=0.75),)),
    NamingRule("Discount Seekers", (Condition("discount_share", at_least=0.75),)),
    NamingRule("Big-Basket Buyers", (Condition("average_order_value_usd", at_least=0.75),)),
    NamingRule(
        "High-Engagement Buyers",
        (Condition("sessions_last_90_days_count", at_least=0.75), Condition("order_count", at_least=0.4)),
    ),
    NamingRule(
        "Frequent Small-Basket Buyers",
        (Condition("order_count", at_least=0.6), Condition("average_order_value_usd", at_most=0.35)),
    ),
    NamingRule("Frequent Buyers", (Condition("order_count", at_least=0.6),)),
    NamingRule(
        "Recent Browsers",
        (Condition("sessions_last_90_days_count", at_least=0.6), Condition("order_count", at_most=0.3)),
    ),
    NamingRule(
        "Infrequent Browsers",
        (Condition("sessions_last_90_days_count", at_most=0.2), Condition("order_count", at_most=0.2)),
    ),
    NamingRule("Occasional Buyers", (Condition("order_count", at_most=0.3),)),
    NamingRule("Regular Buyers", (Condition("order_count", at_least=0.3, at_most=0.6),)),
    NamingRule("Other Buyers", ()),
)
