"""Every knob of the imputation of attributes, typed, in one place."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Kind = Literal["number", "ordered", "category"]
Method = Literal["median", "mode", "stratum", "knn", "em", "random_forest"]

_FOR_BANDS: tuple[Method, ...] = ("median", "mode", "stratum", "knn", "em", "random_forest")
_FOR_CATEGORIES: tuple[Method, ...] = ("mode", "stratum", "knn", "em", "random_forest")
_FOR_NUMBERS: tuple[Method, ...] = ("median", "stratum", "knn", "em", "random_forest")

CANDIDATES: dict[Kind, tuple[Method, ...]] = {
    "number": _FOR_NUMBERS,
    "ordered": _FOR_BANDS,
    "category": _FOR_CATEGORIES,
}
_AGE_BANDS = ("19-24", "25-34", "35-44", "45-54", "55-64", "65+")
BASELINES: tuple[Method, ...] = ("median", "mode")
"""The simple ones: one value for everybody."""


class ImputedColumn(BaseModel):
    """A column of ``marts.dim_customers`` whose gaps are filled."""

    model_config = ConfigDict(frozen=True)

    column: str
    kind: Kind = Field(description="ordered: bands of a scale, such as 25-34; their order is read from their numbers.")
    method: Method | Literal["best"] = Field("best", description="best: the one with the lowest error, see min_gain.")
    digits: int = Field(0, ge=0, description="Digits behind the point that an imputed number is given with.")
    candidates: tuple[Method, ...] = Field((), description="What is measured; all that suit the kind if empty.")
    predictors: tuple[str, ...] | None = Field(
        None, description="Attributes and measures to learn from, by name; without it all that there are."
    )
    follows: str | None = Field(None, description="Number that tells the band where it is known, which is no guess.")
    bands: tuple[str, ...] = Field(
        (), description="All bands, low to high, stated or not; a column that follows a number needs them."
    )
    has_fallback: bool = Field(
        True, description="Whether customers who came after the imputation get the value of their stratum."
    )

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        suitable = CANDIDATES[self.kind]
        for method in (self.method, *self.candidates):
            if method != "best" and method not in suitable:
                raise ValueError(
                    f"Method {method} does not suit {self.column}, whose kind is {self.kind}. "
                    f"Choose one of {', '.join(suitable)}."
                )
        if self.follows and not self.bands:
            raise ValueError(f"{self.column} follows {self.follows}, and has no bands. List all of them, low to high.")
        return self

    @property
    def measured_methods(self) -> tuple[Method, ...]:
        """Candidates, with the simple ones that they are held against and the one that is asked for."""
        wanted = set(self.candidates or CANDIDATES[self.kind]) | {self.method}
        return tuple(method for method in CANDIDATES[self.kind] if method in wanted or method in BASELINES)


class Helper(BaseModel):
    """A column of ``marts.dim_customers`` that is learned from and not filled itself."""

    model_config = ConfigDict(frozen=True)

    column: str
    kind: Kind


class ImputationConfig(BaseModel):
    """How gaps in attributes are filled. Nothing of it is scored: segments never read an imputed attribute."""

    model_config = ConfigDict(frozen=True)

    columns: tuple[ImputedColumn, ...] = (
        ImputedColumn(column="age_years", kind="number"),
        ImputedColumn(column="age_band", kind="ordered", follows="age_years", bands=_AGE_BANDS),
        # What somebody bought hints at it, but nobody is given a gender because most customers have it.
        ImputedColumn(column="gender", kind="category", has_fallback=False),
        ImputedColumn(column="income_band", kind="ordered"),
        ImputedColumn(column="household_size", kind="ordered"),
        ImputedColumn(column="home_ownership", kind="category"),
    )
    helpers: tuple[Helper, ...] = (
        Helper(column="marital_status", kind="category"),
        Helper(column="household_composition", kind="category"),
        Helper(column="kids_count", kind="ordered"),
        Helper(column="life_stage", kind="category"),
        Helper(column="area_type", kind="category"),
        Helper(column="purchasing_power_index", kind="number"),
        Helper(column="store_distance_km", kind="number"),
    )
    measures: tuple[str, ...] = Field(
        (
            "days_since_last_order",
            "days_since_first_order",
            "order_count",
            "net_spend_usd",
            "average_order_value_usd",
            "orders_last_30_days_count",
            "net_spend_last_30_days_usd",
            "orders_last_90_days_count",
            "net_spend_last_90_days_usd",
            "orders_last_365_days_count",
            "net_spend_last_365_days_usd",
            "median_days_between_orders",
            "department_count",
            "discount_share",
            "sessions_last_30_days_count",
            "product_views_last_30_days_count",
            "sessions_last_90_days_count",
            "product_views_last_90_days_count",
            "sessions_last_365_days_count",
            "product_views_last_365_days_count",
            "cart_session_count",
            "cart_abandonment_share",
            "campaign_touch_count",
            "coupon_redemption_count",
        ),
        description="Columns of marts.customer_features and marts.customer_behaviour that are learned from.",
    )
    department_count: int = Field(15, description="Largest departments; shares of them are learned from.")
    category_count: int = Field(40, description="Largest product categories, likewise.")
    min_known_count: int = Field(100, description="A column that is known for fewer customers is left as it is.")
    min_stratum_count: int = Field(30, description="A stratum with fewer known values takes the value of everybody.")
    min_gain: float = Field(
        0.05, description="Share of the simple method's error that another must save; else the simple one is chosen."
    )
    fold_count: int = 5
    holdout_sample: int = Field(10_000, description="At most so many customers take part in measuring.")
    fit_sample: int = Field(20_000, description="At most so many customers are learned from.")
    knn_sample: int = Field(10_000, description="At most so many of them are neighbours.")
    neighbour_count: int = 40
    em_rounds: int = Field(20, description="At most so many rounds of expectation and maximisation.")
    tree_count: int = 300
    min_leaf_count: int = 5
    chunk: int = Field(100_000, description="Customers whose gaps are filled at a time.")
    seed: int = 42

    @property
    def kinds(self) -> dict[str, Kind]:
        """Kind by attribute, of those that are filled and of those that are only learned from."""
        return {attribute.column: attribute.kind for attribute in (*self.columns, *self.helpers)}

    @property
    def bands(self) -> dict[str, tuple[str, ...]]:
        """All bands by column, of those that list them."""
        return {column.column: column.bands for column in self.columns if column.bands}
