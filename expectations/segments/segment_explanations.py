"""Why customers are where they are: said of everybody, and seldom without a reason or a way to another segment."""

from expectations.severity import block, warn
from expectations.sql_expectations import covers, share_of_rows
from expectations.suites import Suite

SUITE = Suite(
    table="segments.segment_explanations",
    expectations=[
        block("Every customer is explained.", covers("marts.customer_features", "customer_id")),
        block(
            "Nearly everybody with a segment has a reason.",
            share_of_rows("if(segment_id = 0, null, driver_1_feature is null)", at_most=0.05),
        ),
        warn(
            "For many customers a single change leads to another segment.",
            share_of_rows("if(segment_id = 0, null, change_feature is null)", at_most=0.8),
        ),
    ],
)
