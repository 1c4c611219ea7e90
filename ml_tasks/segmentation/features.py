"""The columns that segments may be found with, by layer, and how each becomes a comparable number."""

from collections.abc import Sequence
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

Transform = Literal["log1p", "identity"]
Scaling = Literal["z_score", "min_max"]
Layer = Literal["rfm", "behaviour", "engagement", "psychographics"]

LAYERS: tuple[Layer, ...] = get_args(Layer)


class Feature(BaseModel):
    """A column of ``marts.customer_features`` that clusters are found with.

    ``log1p`` suits counts, durations and money, whose upper tail is long; values below zero count as zero there.
    ``min_max`` maps the caps on 0 and 1, for whoever wants a share to weigh as a share; ``z_score`` lets every feature
    weigh alike. There is no one-hot encoding, because no layer has a category in it: who people are describes segments.
    """

    model_config = ConfigDict(frozen=True)

    column: str
    transform: Transform = "log1p"
    scaling: Scaling = "z_score"
    layer: Layer = "behaviour"


def features_of(layers: Sequence[Layer]) -> tuple[Feature, ...]:
    """Give the features of these layers, in the catalogue's order."""
    return tuple(feature for feature in _CATALOGUE if feature.layer in layers)


_CATALOGUE: tuple[Feature, ...] = (
    Feature(column="days_since_last_order", layer="rfm"),
    # Identity: most customers have been here for about as long as the data, so its long tail is the lower one.
    Feature(column="days_since_first_order", transform="identity"),
    Feature(column="order_count", layer="rfm"),
    Feature(column="net_spend_usd", layer="rfm"),
    Feature(column="average_order_value_usd"),
    Feature(column="orders_last_90_days_count"),
    Feature(column="net_spend_last_90_days_usd"),
    Feature(column="median_days_between_orders"),
    Feature(column="discount_share", transform="identity"),
    Feature(column="coupon_redemption_count"),
    Feature(column="days_since_last_session", layer="engagement"),
    Feature(column="sessions_last_90_days_count", layer="engagement"),
    Feature(column="product_views_last_90_days_count", layer="engagement"),
    Feature(column="cart_abandonment_share", transform="identity", layer="engagement"),
    Feature(column="email_opens_last_90_days_count", layer="engagement"),
    Feature(column="department_entropy_bits", transform="identity", layer="psychographics"),
    Feature(column="top_department_spend_share", transform="identity", layer="psychographics"),
    Feature(column="discounted_line_share", transform="identity", layer="psychographics"),
)
