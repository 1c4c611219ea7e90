"""What the lines add up to: orders by known customers, worth something, spread over time."""

from expectations.severity import block, warn
from expectations.sql_expectations import figure, share_of_rows
from expectations.suites import Suite

SUITE = Suite(
    table="marts.fct_orders",
    expectations=[
        block("Most orders belong to a customer.", share_of_rows("customer_id is null", at_most=0.5)),
        block("The median order brings in money.", figure("select median(net_spend_usd) from {batch}", at_least=0.01)),
        block(
            # An order number that restarts, or a key read as one value, melts orders together.
            "An order has fewer than 100 lines on average.",
            figure("select avg(line_count) from {batch}", at_most=100),
        ),
        warn(
            "No day has most of a thousand orders or more.",
            figure(
                "select coalesce(max(order_count), 0) / greatest(coalesce(sum(order_count), 0), 1000) "
                "from (select count(*) as order_count from {batch} group by cast(ordered_at as date))",
                at_most=0.5,
            ),
        ),
    ],
)
