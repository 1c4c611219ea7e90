"""What a principal component means, said in words of the features that weigh most in it."""

from ml_tasks.segmentation.segment_model import SegmentModel

_WORD_COUNT = 3
# Of the heaviest weight: below this a feature is not what the component is about.
_LEAST_WEIGHT = 0.5

# What a high and a low value is called.
_DIRECTIONS: dict[str, tuple[str, str]] = {
    "days_since_last_order": ("a longer time since the last order", "a more recent last order"),
    "days_since_first_order": ("a longer time as a customer", "a shorter time as a customer"),
    "order_count": ("more orders", "fewer orders"),
    "net_spend_usd": ("more spend", "less spend"),
    "average_order_value_usd": ("larger orders", "smaller orders"),
    "orders_last_90_days_count": ("more orders lately", "fewer orders lately"),
    "net_spend_last_90_days_usd": ("more spend lately", "less spend lately"),
    "median_days_between_orders": ("longer gaps between orders", "shorter gaps between orders"),
    "discount_share": ("higher discounts", "lower discounts"),
    "coupon_redemption_count": ("more coupons", "fewer coupons"),
    "days_since_last_session": ("a longer time since the last visit", "a more recent last visit"),
    "sessions_last_90_days_count": ("more visits", "fewer visits"),
    "product_views_last_90_days_count": ("more products looked at", "fewer products looked at"),
    "cart_abandonment_share": ("more abandoned carts", "fewer abandoned carts"),
    "email_opens_last_90_days_count": ("more e-mails opened", "fewer e-mails opened"),
    "department_entropy_bits": ("more variety", "less variety"),
    "top_department_spend_share": ("more of it in one department", "less of it in one department"),
    "discounted_line_share": ("more products on offer", "fewer products on offer"),
}


def component_words(model: SegmentModel) -> list[str]:
    """Describe a high value of each component, in their order; an empty list where features are not projected.

    At most three features, the heaviest first, none that weighs less than half as much as the first.
    """
    components = model.projection.components_
    columns = [feature.name for feature in model.scaler.features_]
    return [_in_words(columns, loadings) for loadings in ([] if components is None else components.tolist())]


def _in_words(columns: list[str], loadings: list[float]) -> str:
    weighed = sorted(zip(columns, loadings, strict=True), key=lambda pair: -abs(pair[1]))
    least = _LEAST_WEIGHT * abs(weighed[0][1])
    return ", ".join(
        _direction(column, loading > 0) for column, loading in weighed[:_WORD_COUNT] if abs(loading) >= least
    )


def _direction(column: str, is_high: bool) -> str:
    plain = column.replace("_", " ")
    high, low = _DIRECTIONS.get(column, (f"higher {plain}", f"lower {plain}"))
    return high if is_high else low
