"""What the RFM scores emit: labels that tell people apart."""

from expectations.severity import warn
from expectations.sql_expectations import figure, share_of_rows
from expectations.suites import Suite

SUITE = Suite(
    table="marts.customer_rfm",
    expectations=[
        warn(
            # A handful of buyers is counted as twenty: three may well be alike.
            "No label covers nearly all buyers.",
            figure(
                "select coalesce(max(buyer_count), 0) / greatest(coalesce(sum(buyer_count), 0), 20) from "
                "(select count(*) as buyer_count from {batch} where order_count > 0 group by rfm_segment)",
                at_most=0.8,
            ),
        ),
        warn("Most customers have bought something.", share_of_rows("order_count > 0", at_least=0.5)),
    ],
)
