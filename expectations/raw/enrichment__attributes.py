"""What a provider of customer attributes sends: one value for each, of people of whom it was asked."""

from expectations.severity import quarantine
from expectations.sql_expectations import no_rows_where
from expectations.suites import Suite

SUITE = Suite(
    table="raw.enrichment__attributes",
    expectations=[
        *quarantine(
            "A value is a text or a number, and not both.",
            no_rows_where("(value_text is null) = (value_number is null)"),
        ),
    ],
)
