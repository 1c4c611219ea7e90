"""What the mailing service sends: what came of our e-mails."""

from expectations.severity import warn
from expectations.sql_expectations import figure
from expectations.suites import Suite

# Unsubscriptions for each e-mail sent; a batch of a few e-mails is counted as if it had a hundred.
_UNSUBSCRIBED = (
    "select count_if(lower(action) = 'unsubscribed') / greatest(count_if(lower(action) = 'sent'), 100) from {batch}"
)

SUITE = Suite(
    table="raw.engagement__email_events",
    expectations=[warn("Few e-mails make somebody unsubscribe.", figure(_UNSUBSCRIBED, at_most=0.05))],
)
