"""What the CRM sends of consent: a fault there takes people out of everything that we may compute of them."""

from expectations.severity import block, warn
from expectations.sql_expectations import figure
from expectations.suites import Suite

# A batch of a few records is counted as if it had a hundred, so that two people who change their minds stop nobody.
_TAKEN_BACK = "select coalesce(count_if(not is_granted), 0) / greatest(count(*), 100) from {batch}"

SUITE = Suite(
    table="raw.crm__consent_events",
    expectations=[
        block("Most people give consent rather than take it back.", figure(_TAKEN_BACK, at_most=0.6)),
        warn(
            "Nobody says two things of one purpose at one moment.",
            figure(
                "select count(*) from (select 1 from {batch} group by customer_ref, purpose, occurred_at "
                "having count(distinct is_granted) > 1)",
                at_most=0,
            ),
        ),
    ],
)
