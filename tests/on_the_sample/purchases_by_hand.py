"""What somebody's orders come to, in plain Python and from typed lines alone."""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import mean, median, stdev
from typing import Any

from tests.on_the_sample.the_ten import TODAY, Line

WINDOWS = (7, 30, 90, 365)


@dataclass(frozen=True)
class Order:
    """An order of at least one thing: what was given back on it lowers it, on the day of the order."""

    ordered_on: date
    spend_usd: Decimal
    discount_usd: Decimal
    gross_usd: Decimal
    """What its goods would have cost without a discount, given back or not."""


def orders_of(lines: list[Line]) -> list[Order]:
    """Put lines together, the oldest order first."""
    by_order = defaultdict(list)
    for line in lines:
        by_order[line.order_id].append(line)
    orders = [
        Order(
            ordered_on=min(line.ordered_at for line in those).date(),
            spend_usd=sum(line.amount_usd for line in those),
            discount_usd=sum(line.discount_usd for line in those),
            gross_usd=sum(line.amount_usd + line.discount_usd for line in those if not line.is_refund),
        )
        for those in by_order.values()
    ]
    return sorted(orders, key=lambda order: order.ordered_on)


def recency_frequency_value(lines: list[Line]) -> dict[str, Any]:
    """Return the three measures of RFM."""
    orders = orders_of(lines)
    return {
        "days_since_last_order": _days_ago(orders[-1].ordered_on) if orders else None,
        "order_count": len(orders),
        "net_spend_usd": sum((order.spend_usd for order in orders), Decimal(0)),
    }


def purchase_habits(lines: list[Line]) -> dict[str, Any]:
    """Return what customer_behaviour says of orders."""
    orders = orders_of(lines)
    if not orders:
        return {}
    days = sorted({order.ordered_on for order in orders})
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    spend = sum(order.spend_usd for order in orders)
    habits = {
        "days_since_first_order": _days_ago(orders[0].ordered_on),
        "average_order_value_usd": float(spend) / len(orders),
        "median_days_between_orders": median(gaps) if gaps else None,
        "mean_days_between_orders": mean(gaps) if gaps else None,
        "stddev_days_between_orders": stdev(gaps) if len(gaps) > 1 else None,
    }
    for window in WINDOWS:
        recent = [order for order in orders if _days_ago(order.ordered_on) < window]
        habits[f"orders_last_{window}_days_count"] = len(recent)
        habits[f"net_spend_last_{window}_days_usd"] = sum((order.spend_usd for order in recent), Decimal(0))
    return habits | _price_sensitivity(lines, orders) | _mix([line for line in lines if not line.is_refund])


def _price_sensitivity(lines: list[Line], orders: list[Order]) -> dict[str, Any]:
    bought = [line for line in lines if not line.is_refund]
    gross = sum(order.gross_usd for order in orders)
    discounted = [float(order.gross_usd) for order in orders if order.discount_usd > 0]
    others = [float(order.gross_usd) for order in orders if order.discount_usd == 0]
    return {
        "discount_share": float(sum(order.discount_usd for order in orders) / gross) if gross else None,
        "discounted_line_share": sum(line.discount_usd > 0 for line in bought) / len(bought),
        "discounted_order_value_ratio": mean(discounted) / mean(others) if discounted and sum(others) else None,
    }


def _mix(bought: list[Line]) -> dict[str, Any]:
    spend, orders = Counter(), defaultdict(set)
    for line in bought:
        if line.department:
            spend[line.department] += line.amount_usd
            orders[line.department].add(line.order_id)
    if not spend:
        return {"department_count": 0}
    total = sum(spend.values())
    top = min(spend, key=lambda department: (-spend[department], -len(orders[department]), department))
    shares = [float(amount / total) for amount in spend.values() if amount]
    return {
        "department_count": len(spend),
        "top_department": top,
        "top_department_order_count": len(orders[top]),
        "top_department_spend_share": float(spend[top] / total),
        "department_entropy_bits": sum(-share * math.log2(share) for share in shares),
    }


def _days_ago(day: date) -> int:
    return (TODAY - day).days
