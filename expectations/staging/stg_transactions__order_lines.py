"""What the build has to work with: without order lines there is nothing to segment."""

from great_expectations.expectations import ExpectTableRowCountToBeBetween

from expectations.severity import block, warn
from expectations.sql_expectations import figure
from expectations.suites import Suite

SUITE = Suite(
    table="staging.stg_transactions__order_lines",
    expectations=[
        block("There are order lines.", ExpectTableRowCountToBeBetween(min_value=1)),
        warn(
            "The newest order is at most a week older than the build's as_of.",
            figure(
                "select date_diff('day', max(ordered_at), (select arg_max(as_of, build_id) from ops.builds)) "
                "from {batch}",
                at_most=7,
            ),
        ),
    ],
)
