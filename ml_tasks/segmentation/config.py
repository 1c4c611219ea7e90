"""Every knob of the segmentation, typed, in one place."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ml_tasks.segmentation.features import Feature, Layer, ProfileLayer, features_of
from ml_tasks.segmentation.keeping.keeping_config import KeepingConfig

Share = Annotated[float, Field(ge=0, le=1)]

# main is what everybody's segment is; profile is a second opinion that may look at who people are.
Segmentation = Literal["main", "profile"]


class SegmentationConfig(BaseModel):
    """How segments are found. In ``main`` age, income and household never count: they describe segments afterwards."""

    model_config = ConfigDict(frozen=True)

    segmentation: Segmentation = "main"
    profile_layers: tuple[ProfileLayer, ...] = Field(
        (),
        description="Opt-in: layers of a second segmentation, which may have demographics among them. None, no second.",
    )
    layers: tuple[Layer, ...] = Field(
        ("rfm", "behaviour"), description="Layers of the catalogue that shape segments; the others are opt-in."
    )
    features: tuple[Feature, ...] = Field(
        default_factory=lambda given: features_of(given.get("layers", ())),
        description="Those of the layers, or others.",
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
    cap_quantiles: tuple[Share, Share] = Field(
        (0.01, 0.99), description="Training sees values within these quantiles, lest a few extremes drag prototypes."
    )
    pca_explained_share: Share = Field(0.9, description="Share of the variance that kept components explain.")
    pca_pays_share: Share = Field(
        0.6, description="PCA is kept when that takes at most this share of the number of features."
    )
    candidate_ks: tuple[Annotated[int, Field(ge=2)], ...] = Field(tuple(range(2, 11)), min_length=1)
    k_range: tuple[int, int] = Field((4, 8), description="Inclusive. Numbers of segments that people can act upon.")
    n_init: int = Field(10, description="k-means++ starts of each candidate.")
    fit_sample: int = Field(100_000, description="At most so many customers are fitted on; everybody is scored.")
    statistics_sample: int = Field(
        2_000, description="Silhouette and other figures of all pairs' distances grow with the square of the rows."
    )
    adviser_sample: int = Field(3_000, description="Customers whom algorithms that only advise are asked about.")
    stability_sample: int = Field(3_000, description="Rows of the sample that bootstraps are drawn from.")
    bootstrap_count: int = Field(20, ge=1)
    bootstrap_n_init: int = 3
    min_stability: float = Field(
        0.8, description="Mean adjusted Rand index between a candidate and its refits on bootstrap samples."
    )
    selection_rule: Literal["prediction_strength", "silhouette", "elbow", "bic"] = Field(
        "prediction_strength", description="Which figure decides about k; the verdict about that k is the same for all."
    )
    halving_count: int = Field(5, description="Random halves that prediction strength is the mean of.")
    halving_n_init: int = 10
    min_prediction_strength: float = Field(0.85, description="From here on clusters may be natural.")
    highest_valley: float = Field(
        0.75, description="Natural clusters have less than this share of their density between any two of them."
    )
    min_gap: float = Field(
        0.05,
        description="Natural clusters are so much tighter (as logarithm) than those of features shuffled one by one.",
    )
    gap_repeats: int = Field(5, ge=1, description="Shuffles that the gap is the mean of.")
    highest_p_value: float = Field(0.01, description="Of usefulness, after correction for the candidates tried.")
    permutation_count: int = Field(1_999, ge=1, description="Shuffles that usefulness is compared with.")
    usefulness_sample: int = Field(10_000, description="Customers of the past whose following period is looked at.")
    outcome_days: int = Field(30, description="Length of the following period whose spend and orders are looked at.")
    min_mixture_agreement: float = Field(
        0.8, description="Adjusted Rand index from which a mixture's clusters count as those of k-means."
    )
    trimming_neighbours: int = Field(15, description="Whose distance says how alone a customer is.")
    trimming_fence: float = Field(1.5, description="Interquartile ranges of the logarithm: beyond is set aside.")
    trimming_sample: int = Field(10_000, description="Customers among whom neighbours are looked for.")
    mixture_share_within: float = Field(
        0.9995, description="Share of a mixture's component that lies within its outlier radius."
    )
    outlier_fence: float = Field(3.0, description="Interquartile ranges above the third quartile: Tukey's outer fence.")
    seed: int = 42
    keeping: KeepingConfig = KeepingConfig()

    @property
    def min_customer_count(self) -> int:
        """Fewer customers than this cannot tell ten clusters from chance."""
        return 10 * max(self.candidate_ks)

    @property
    def measured_columns(self) -> tuple[str, ...]:
        """Columns of numbers that training reads: features first, then what only describes."""
        numbers = (feature.column for feature in self.features if not feature.is_categorical)
        return tuple(dict.fromkeys([*numbers, *self.described_by]))

    @property
    def categorical_columns(self) -> tuple[str, ...]:
        """Columns of texts that training reads."""
        return tuple(feature.column for feature in self.features if feature.is_categorical)

    def of_profiles(self) -> "SegmentationConfig | None":
        """Give the second segmentation's knobs, which are the same but for its layers; None unless opted in."""
        if not self.profile_layers:
            return None
        return self.model_copy(
            update={
                "segmentation": "profile",
                "profile_layers": (),
                "features": features_of(self.profile_layers),
                # Whatever it is found with, its names speak of what customers do.
                "described_by": self.measured_columns,
            }
        )

    @model_validator(mode="after")
    def _knobs_fit_together(self) -> Self:
        low, high = self.k_range
        if not any(low <= k <= high for k in self.candidate_ks):
            raise ValueError(f"No k of candidate_ks lies within k_range, {low} to {high}: nothing could be promoted.")
        if self.cap_quantiles[0] >= self.cap_quantiles[1]:
            raise ValueError(
                f"cap_quantiles must ascend; they are {self.cap_quantiles[0]} and {self.cap_quantiles[1]}."
            )
        if 1 / (self.permutation_count + 1) >= self.highest_p_value:
            raise ValueError(
                f"With {self.permutation_count} permutations no p-value is below {self.highest_p_value}: "
                "raise permutation_count."
            )
        return self

    @model_validator(mode="after")
    def _main_segments_are_not_about_who_people_are(self) -> Self:
        protected = [
            feature.column for feature in self.features if feature.layer == "demographics" or feature.is_categorical
        ]
        if self.segmentation == "main" and protected:
            raise ValueError(
                f"{', '.join(protected)} cannot shape the main segmentation. Put 'demographics' into profile_layers, "
                "which makes a second one."
            )
        return self
