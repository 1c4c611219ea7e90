"""Customers whose segments are known, because they were planted."""

from datetime import datetime

import numpy as np
import pandas as pd

from ml_tasks.segmentation.config import SegmentationConfig

AS_OF = datetime(2018, 1, 1, 4, 1, 20)

# The typical customer: days since the last and the first order, orders, dollars an order, discount, coupons, and the
# share of the orders that fell into the last 90 days.
KINDS = {
    "loyal": (2, 360, 90, 45.0, 0.15, 6, 0.25),
    "frequent": (3, 350, 80, 12.0, 0.14, 0, 0.25),
    "discount": (12, 340, 25, 22.0, 0.40, 0, 0.25),
    "newer": (10, 60, 9, 20.0, 0.15, 0, 0.9),
    "dormant": (150, 345, 8, 20.0, 0.10, 0, 0.01),
}


def plant(count: int, seed: int = 1) -> tuple[pd.DataFrame, np.ndarray]:
    """Give customers of the five kinds in turn, and each one's kind by number; a tenth of the web figures is NULL."""
    random = np.random.default_rng(seed)
    kind = np.arange(count) % len(KINDS)
    last, first, orders, basket, discount, coupons, lately = np.array(list(KINDS.values()))[kind].T

    def noise(spread: float) -> np.ndarray:
        return random.lognormal(0, spread, count)

    order_count = np.maximum(np.round(orders * noise(0.15)), 3)
    lately_count = np.round(order_count * lately)
    average = basket * noise(0.15)
    first_days = np.round(np.minimum(first * noise(0.05), 365))
    frame = pd.DataFrame(
        {
            "customer_id": [f"c{number:06d}" for number in range(count)],
            "as_of": AS_OF,
            "days_since_last_order": np.round(last * noise(0.2)),
            "days_since_first_order": first_days,
            "order_count": order_count,
            "net_spend_usd": np.round(order_count * average, 2),
            "average_order_value_usd": average,
            "orders_last_90_days_count": lately_count,
            "net_spend_last_90_days_usd": np.round(lately_count * average, 2),
            "median_days_between_orders": first_days / order_count * noise(0.1),
            "department_count": np.round(np.minimum(order_count, 14)),
            "discount_share": discount * noise(0.1),
            "coupon_redemption_count": coupons,
            "sessions_last_90_days_count": np.where(random.random(count) < 0.1, np.nan, lately_count),
            "product_views_last_90_days_count": lately_count * 3,
            "cart_abandonment_share": np.where(random.random(count) < 0.4, np.nan, random.random(count)),
        }
    )
    return frame, kind


def noise_only(count: int, seed: int = 1) -> pd.DataFrame:
    """Give customers whose measures are independent and normal (or log-normal), so that there is nothing to find."""
    frame, _ = plant(count, seed)
    random = np.random.default_rng(seed + 100)
    for column in SegmentationConfig().measured_columns:
        frame[column] = random.normal(0.5, 0.1, count)
        if column not in ("discount_share", "days_since_first_order", "cart_abandonment_share"):
            frame[column] = random.lognormal(3, 0.5, count)
    return frame
