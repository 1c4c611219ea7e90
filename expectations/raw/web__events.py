"""What the web shop sends: actions that the sessions and the funnel know, at times that can be."""

from expectations.severity import block, quarantine, warn
from expectations.sql_expectations import figure, no_rows_where, share_of_rows
from expectations.suites import Suite

_KNOWN_TYPES = (
    "page_view",
    "product_view",
    "search",
    "add_to_cart",
    "remove_from_cart",
    "login",
    "begin_checkout",
    "purchase",
)

SUITE = Suite(
    table="raw.web__events",
    expectations=[
        block(
            # One identifier for everybody (a broken cookie) would make the whole shop a single endless session.
            "No visitor makes up most of a thousand events or more.",
            figure(
                "select coalesce(max(event_count), 0) / greatest(coalesce(sum(event_count), 0), 1000) "
                "from (select count(*) as event_count from {batch} group by visitor_ref)",
                at_most=0.5,
            ),
        ),
        *quarantine("An event is of a known type.", no_rows_where(f"lower(event_type) not in {_KNOWN_TYPES}")),
        *quarantine(
            "An event lies between 1990 and a day after its arrival.",
            no_rows_where("occurred_at not between timestamp '1990-01-01' and _loaded_at + interval 1 day"),
        ),
        warn(
            "An event about a product names it.",
            share_of_rows(
                "product_id is not null or event_type not in ('product_view', 'add_to_cart', 'remove_from_cart')",
                at_least=0.95,
            ),
        ),
        warn(
            "A purchase names its order.",
            share_of_rows("event_type != 'purchase' or order_id is not null", at_least=0.99),
        ),
    ],
)
