"""Every knob of what becomes of a segmentation, typed, in one place."""

from pydantic import BaseModel, ConfigDict, Field


class KeepingConfig(BaseModel):
    """When a segment is the same one, when a model is promoted, and what counts as drift."""

    model_config = ConfigDict(frozen=True)

    min_kept_overlap: float = Field(
        0.5, description="A segment is the earlier one if they share so much of their members (Jaccard)."
    )
    min_origin_share: float = Field(
        0.5, description="A segment comes from (or went into) another that holds more than this share of its members."
    )
    max_silhouette_loss: float = Field(
        0.05, description="A model may part today's customers so much worse than the champion does."
    )
    silhouette_sample: int = Field(5_000, description="Customers that the two are compared on.")
    min_segment_share: float = Field(0.01, description="Of the customers, in the smallest segment.")
    max_reassigned_share: float = Field(
        0.2, description="Of customers, or of their net spend: when more would change segment, a person decides."
    )
    fairness_attributes: tuple[str, ...] = Field(("gender", "age_band", "state"), description="Of marts.dim_customers.")
    min_group_count: int = Field(10, description="Smaller groups tell of chance, and of persons.")
    bin_count: int = Field(10, description="Bins of each feature that later builds are compared with.")
    max_psi: float = Field(0.2, description="Population stability index of a feature; above 0.2 is a shift, by custom.")
    max_centroid_shift: float = Field(0.5, description="Standard deviations a dimension.")
    max_share_change: float = Field(0.05, description="Of a segment, in shares of all customers.")
    max_far_share_rise: float = Field(0.02, description="Of customers too far from every centre, since training.")
