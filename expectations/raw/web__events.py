"""What the web shop sends: calls of Segment that the sessions and the funnel know, at times that can be."""

from expectations.severity import block, quarantine, warn
from expectations.sql_expectations import figure, no_rows_where, share_of_rows
from expectations.suites import Suite

# Segment's names of its e-commerce events, and ours, which stood in the files of releases before 0.2.0.
_ABOUT_A_PRODUCT = (
    "product viewed",
    "product added",
    "product removed",
    "product_view",
    "add_to_cart",
    "remove_from_cart",
)
_PURCHASES = ("order completed", "purchase")
_KNOWN_EVENTS = (
    *_ABOUT_A_PRODUCT,
    *_PURCHASES,
    "products searched",
    "checkout started",
    "page_view",
    "search",
    "login",
    "begin_checkout",
)
# Page and identify calls say what they are by their type alone.
_UNKNOWN = (
    "coalesce(lower(call_type), '') not in ('page', 'identify') "
    f"and coalesce(lower(event_type), '') not in {_KNOWN_EVENTS}"
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
        *quarantine("An event is of a known type.", no_rows_where(_UNKNOWN)),
        *quarantine(
            "An event is not older than 1990.",
            no_rows_where("occurred_at < timestamp '1990-01-01'"),
        ),
        warn(
            "An event about a product names it.",
            share_of_rows(
                f"product_id is not null or coalesce(lower(event_type), '') not in {_ABOUT_A_PRODUCT}",
                at_least=0.95,
            ),
        ),
        warn(
            "A purchase names its order.",
            share_of_rows(
                f"order_id is not null or coalesce(lower(event_type), '') not in {_PURCHASES}", at_least=0.99
            ),
        ),
    ],
)
