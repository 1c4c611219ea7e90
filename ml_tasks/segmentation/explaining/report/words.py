"""How measures are called and written on the page, so that nobody has to read a column's name."""

import math
from collections.abc import Callable
from dataclasses import dataclass

DASH = "-"


@dataclass(frozen=True)
class Measure:
    """A column of ``marts.customer_features`` as people read it: a label, a short one for axes, and a unit."""

    column: str
    label: str
    short: str
    write: Callable[[float], str]


def dollars(value: float) -> str:
    """Write an amount: whole dollars, cents below ten."""
    sign = "-" if value < 0 else ""
    return f"{sign}${abs(value):,.2f}" if abs(value) < 10 else f"{sign}${abs(value):,.0f}"


def count(value: float) -> str:
    """Write a count; halves, which medians may be, keep one digit."""
    return f"{value:,.0f}" if math.isclose(value, round(value)) else f"{value:,.1f}"


def share(value: float) -> str:
    """Write a share in per cent, with one digit below ten per cent."""
    return f"{value:.1%}" if 0 < abs(value) < 0.0995 else f"{value:.0%}"


def days(value: float) -> str:
    """Write a length of time."""
    number = count(round(value, 1) if value < 10 else round(value))
    return f"{number} day" if number == "1" else f"{number} days"


MEASURES = (
    Measure("net_spend_usd", "Spend so far", "spend", dollars),
    Measure("order_count", "Orders so far", "orders", count),
    Measure("average_order_value_usd", "Spend per order", "spend per order", dollars),
    Measure("net_spend_last_90_days_usd", "Spend in the last 90 days", "recent spend", dollars),
    Measure("orders_last_90_days_count", "Orders in the last 90 days", "recent orders", count),
    Measure("days_since_last_order", "Since the last order", "time since last order", days),
    Measure("median_days_between_orders", "Between two orders", "time between orders", days),
    Measure("days_since_first_order", "Since the first order", "time as customer", days),
    Measure("department_count", "Departments bought from", "departments", count),
    Measure("discount_share", "Bought at a discount of", "discount", share),
    Measure("coupon_redemption_count", "Coupons redeemed", "coupons", count),
    Measure("sessions_last_90_days_count", "Web visits in 90 days", "web visits", count),
    Measure("cart_abandonment_share", "Web carts abandoned", "abandoned carts", share),
)

_BY_COLUMN = {measure.column: measure for measure in MEASURES}


def short_name(column: str) -> str:
    """Give the few words for a column; one that nobody has put into words is spelled with spaces."""
    measure = _BY_COLUMN.get(column)
    return measure.short if measure else column.replace("_", " ").removesuffix(" count").removesuffix(" usd")
