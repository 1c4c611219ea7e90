"""One readable line of what marks a segment: its worth, then what is most distinctive."""

from collections.abc import Callable
from dataclasses import dataclass

from ml_tasks.segmentation.explaining.profiles import Measure, SegmentProfile

# A rank within so much of the middle is ordinary, and not worth a word.
_ORDINARY = 0.1
_SHOWN = 3


@dataclass(frozen=True)
class Phrase:
    """How to say one column's measure. Of the phrases about a theme, the first that is out of the ordinary is said."""

    column: str
    theme: str
    say: Callable[[Measure], str]


def _spend(measure: Measure) -> str:
    if measure.population_median <= 0:
        return f"spends ${measure.median:,.0f}"
    return f"spends {measure.median / measure.population_median:.1f}x the median"


def _counted(measure: Measure, noun: str, rest: str = "") -> str:
    number = f"{measure.median:,.0f}"
    return f"{number} {noun}{'' if number == '1' else 's'} {rest}".rstrip()


def _discount(measure: Measure) -> str:
    often = "often" if measure.rank > 0.5 else "rarely"
    return f"{often} on discount ({measure.median:.0%} off)"


PHRASES = (
    Phrase("median_days_between_orders", "rhythm", lambda m: f"orders every {m.median:.1f} days"),
    Phrase("order_count", "rhythm", lambda m: _counted(m, "order", "so far")),
    Phrase("orders_last_90_days_count", "rhythm", lambda m: _counted(m, "order", "in 90 days")),
    Phrase("days_since_last_order", "recency", lambda m: f"last order {_counted(m, 'day', 'ago')}"),
    Phrase("days_since_first_order", "tenure", lambda m: f"first order {_counted(m, 'day', 'ago')}"),
    Phrase("average_order_value_usd", "basket", lambda m: f"${m.median:,.0f} an order"),
    Phrase("discount_share", "discount", _discount),
    Phrase("coupon_redemption_count", "coupons", lambda m: _counted(m, "coupon", "redeemed")),
    Phrase("department_count", "range", lambda m: f"buys from {_counted(m, 'department')}"),
    Phrase("sessions_last_90_days_count", "web", lambda m: _counted(m, "web session", "in 90 days")),
    Phrase("product_views_last_90_days_count", "web", lambda m: _counted(m, "product view", "in 90 days")),
    Phrase("cart_abandonment_share", "carts", lambda m: f"abandons {m.median:.0%} of the carts"),
)


def say_marks(profile: SegmentProfile) -> str:
    """Say what the segment is worth, then its most distinctive themes; spend alone if all else is ordinary."""
    by_theme: dict[str, Phrase] = {}
    for phrase in PHRASES:
        if phrase.column in profile.measures and _distinctiveness(profile, phrase) >= _ORDINARY:
            by_theme.setdefault(phrase.theme, phrase)
    themes = sorted(by_theme.values(), key=lambda phrase: -_distinctiveness(profile, phrase))[:_SHOWN]
    worth = _spend(profile.measures["net_spend_usd"])
    return "; ".join([worth, *(phrase.say(profile.measures[phrase.column]) for phrase in themes)])


def _distinctiveness(profile: SegmentProfile, phrase: Phrase) -> float:
    return abs(profile.measures[phrase.column].rank - 0.5)
