"""What the tills send: money that adds up to orders, by people we know, at times that can be."""

from expectations.severity import block, quarantine, warn
from expectations.sql_expectations import no_rows_where, share_of_rows
from expectations.suites import Suite

SUITE = Suite(
    table="raw.transactions__order_lines",
    expectations=[
        block("Most lines name a customer.", share_of_rows("customer_ref is null", at_most=0.5)),
        block(
            # A till that starts to send discounts as negative amounts would turn every discount into a surcharge.
            "A discount is a positive amount, except on a refund.",
            share_of_rows(
                "least(retail_discount_amount, coupon_discount_amount, coupon_match_discount_amount) < 0 "
                "and sales_amount >= 0",
                at_most=0.05,
            ),
        ),
        block("Most lines bring in money.", share_of_rows("sales_amount > 0", at_least=0.5)),
        *quarantine(
            "An order is not older than 1990.",
            no_rows_where("ordered_at < timestamp '1990-01-01'"),
        ),
        *quarantine(
            "A returned quantity brings in no money.",
            no_rows_where("quantity < 0 and sales_amount > 0"),
        ),
        warn("Few lines are worth nothing.", share_of_rows("sales_amount = 0", at_most=0.05)),
        warn("Few lines have a quantity of zero.", share_of_rows("quantity = 0", at_most=0.05)),
        warn("Few lines are refunds.", share_of_rows("sales_amount < 0", at_most=0.2)),
        warn("A line is worth less than 10,000.", no_rows_where("abs(sales_amount) >= 10000")),
    ],
)
