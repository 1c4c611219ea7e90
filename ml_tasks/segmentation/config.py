"""Every knob of the segmentation, typed, in one place."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Transform = Literal["log1p", "identity"]


class Feature(BaseModel):
    """A column of ``marts.customer_features`` that clusters are found with.

    ``log1p`` suits counts, durations and money, whose upper tail is long; values below zero count as zero there.
    """

    model_config = ConfigDict(frozen=True)

    column: str
    transform: Transform = "log1p"


class SegmentationConfig(BaseModel):
    """How segments are found. Age, income and household never appear here: they describe segments, after the fact."""

    model_config = ConfigDict(frozen=True)

    features: tuple[Feature, ...] = (
        Feature(column="days_since_last_order"),
        # Identity: most customers have been here for about as long as the data, so its long tail is the lower one.
        Feature(column="days_since_first_order", transform="identity"),
        Feature(column="order_count"),
        Feature(column="net_spend_usd"),
        Feature(column="average_order_value_usd"),
        Feature(column="orders_last_90_days_count"),
        Feature(column="net_spend_last_90_days_usd"),
        Feature(column="median_days_between_orders"),
        Feature(column="discount_share", transform="identity"),
        Feature(column="coupon_redemption_count"),
    )
    described_by: tuple[str, ...] = Field(
        (
            "department_count",
            "sessions_last_90_days_count",
            "product_views_last_90_days_count",
            "cart_abandonment_share",
        ),
        description="Columns that name and describe segments besides the features, but do not shape them.",
    )
    min_order_count: int = Field(3, ge=1, description="Customers with fewer orders are 'Insufficient Data'.")
    max_missing_share: float = Field(0.95, description="A feature that is NULL for more customers is left out.")
    cap_quantiles: tuple[float, float] = Field(
        (0.01, 0.99), description="Training sees values within these quantiles, lest a few extremes drag prototypes."
    )
    pca_explained_share: float = Field(0.9, description="Share of the variance that kept components explain.")
    pca_pays_share: float = Field(
        0.6, description="PCA is kept when that takes at most this share of the number of features."
    )
    candidate_ks: tuple[int, ...] = tuple(range(2, 11))
    k_range: tuple[int, int] = Field((4, 8), description="Inclusive. Numbers of segments that people can act upon.")
    n_init: int = Field(20, description="k-means++ starts of each candidate.")
    fit_sample: int = Field(100_000, description="At most so many customers are fitted on; everybody is scored.")
    silhouette_sample: int = Field(5_000, description="Silhouette grows with the square of the rows.")
    stability_sample: int = Field(10_000, description="Rows of the sample that bootstraps are drawn from.")
    bootstrap_count: int = 30
    bootstrap_n_init: int = 5
    min_stability: float = Field(
        0.8, description="Mean adjusted Rand index between a candidate and its refits on bootstrap samples."
    )
    outlier_fence: float = Field(3.0, description="Interquartile ranges above the third quartile: Tukey's outer fence.")
    seed: int = 42

    @property
    def min_customer_count(self) -> int:
        """Fewer customers than this cannot tell ten clusters from chance."""
        return 10 * max(self.candidate_ks)

    @property
    def measured_columns(self) -> tuple[str, ...]:
        """Columns that training reads: features first, then what only describes."""
        return (*(feature.column for feature in self.features), *self.described_by)
