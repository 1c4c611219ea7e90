"""Customers who fit nowhere: mostly unusual people, rather than unusual data."""

from expectations.severity import warn
from expectations.sql_expectations import figure
from expectations.suites import Suite

SUITE = Suite(
    table="segments.segment_outliers",
    expectations=[
        warn(
            "Most unusual customers are not errors in the data.",
            # Of fewer than twenty a handful says nothing; there may be none at all.
            figure(
                "select count(*) filter (where kind = 'suspect_data') / greatest(count(*), 20) from {batch}",
                at_most=0.5,
            ),
        ),
    ],
)
