"""The columns that segments may be found with, by layer, and how each becomes a comparable number."""

from collections.abc import Sequence
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

Transform = Literal["log1p", "identity", "one_hot"]
Scaling = Literal["z_score", "min_max"]
Layer = Literal["rfm", "behaviour", "engagement", "psychographics"]
# Who people are shapes a second segmentation at most, and only for whoever opts in.
ProfileLayer = Literal[Layer, "demographics"]

LAYERS: tuple[Layer, ...] = get_args(Layer)


class Feature(BaseModel):
    """A column of ``marts.customer_features`` that clusters are found with.

    ``log1p`` suits counts, durations and money, whose upper tail is long; values below zero count as zero there.
    ``min_max`` maps the caps on 0 and 1, for whoever wants a share to weigh as a share; ``z_score`` lets every feature
    weigh alike. ``one_hot`` is for a column of categories: learning puts one feature per category in its place, with
    ``category`` and ``alias`` set, which together weigh as much as one number.
    """

    model_config = ConfigDict(frozen=True)

    column: str
    transform: Transform = "log1p"
    scaling: Scaling = "z_score"
    layer: ProfileLayer = "behaviour"
    min_known_share: float = Field(0.05, description="A column that is known of fewer customers is left out.")
    category: str | None = None
    alias: str | None = None

    @property
    def name(self) -> str:
        """What the feature is called in a model: its column, or that and the category."""
        return self.alias or self.column

    @property
    def is_categorical(self) -> bool:
        """Whether the column holds texts."""
        return self.transform == "one_hot" or self.category is not None


def features_of(layers: Sequence[ProfileLayer]) -> tuple[Feature, ...]:
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
    Feature(column="age_band", transform="one_hot", layer="demographics", min_known_share=0.6),
    Feature(column="income_band", transform="one_hot", layer="demographics", min_known_share=0.6),
    Feature(column="household_size", transform="one_hot", layer="demographics", min_known_share=0.6),
)
