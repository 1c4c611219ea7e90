"""What the model learns from: there are customers, and what they spent looks like what people spend."""

from great_expectations.expectations import ExpectColumnValuesToNotBeNull, ExpectTableRowCountToBeBetween

from expectations.severity import block, warn
from expectations.sql_expectations import figure, share_of_rows
from expectations.suites import Suite

SUITE = Suite(
    table="marts.customer_features",
    expectations=[
        block("There are customers.", ExpectTableRowCountToBeBetween(min_value=1)),
        block("Every customer's orders are counted.", ExpectColumnValuesToNotBeNull(column="order_count")),
        block("Somebody has bought something.", figure("select max(order_count) from {batch}", at_least=1)),
        block(
            "The median buyer has spent money.",
            figure("select median(net_spend_usd) from {batch} where order_count > 0", at_least=0.01),
        ),
        warn(
            "No customer makes up most of the spend.",
            figure(
                "select max(net_spend_usd) / nullif(sum(net_spend_usd), 0) from {batch} where net_spend_usd > 0",
                at_most=0.5,
            ),
        ),
        warn("Few buyers cost more than they bring.", share_of_rows("net_spend_usd < 0", at_most=0.05)),
        warn("Few baskets are worth 10,000 or more.", share_of_rows("average_order_value_usd >= 10000", at_most=0.01)),
        # Else the seed engagement_weights calls too little full.
        warn("Few customers are as engaged as can be.", share_of_rows("engagement_score >= 99.5", at_most=0.2)),
    ],
)
