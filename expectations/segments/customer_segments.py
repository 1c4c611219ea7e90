"""The answer that people read: everybody is in it, and its two opinions of a person agree."""

from expectations.severity import block
from expectations.sql_expectations import covers, no_rows_where
from expectations.suites import Suite

SUITE = Suite(
    table="segments.customer_segments",
    expectations=[
        block(
            "Every customer is in a segment.",
            covers("marts.dim_customers", "customer_id"),
        ),
        block("Who never bought is in no cluster.", no_rows_where("segment_id > 0 and rfm_segment = 'Prospect'")),
    ],
)
