"""What the CRM sends of support tickets: changes whose kind we know, of tickets that make sense."""

from expectations.severity import quarantine, warn
from expectations.sql_expectations import no_rows_where, share_of_rows
from expectations.suites import Suite

SUITE = Suite(
    table="raw.crm__support_tickets",
    expectations=[
        # Staging takes whatever is no deletion for a version of the ticket.
        *quarantine(
            "A change is an insertion, an update or a deletion.", no_rows_where("upper(op) not in ('I', 'U', 'D')")
        ),
        warn("No ticket is closed before it is opened.", no_rows_where("closed_at < opened_at")),
        warn("Most tickets name a customer.", share_of_rows("customer_ref is null and upper(op) != 'D'", at_most=0.5)),
    ],
)
