"""What sessionising emits: every event in one session, and sessions such as a person could have."""

from expectations.severity import block, warn
from expectations.sql_expectations import figure, no_rows_where
from expectations.suites import Suite

SUITE = Suite(
    table="intermediate.int_web_events__sessionized",
    expectations=[
        block(
            "Every event is there once.",
            figure(
                "select count(*) - (select count(*) from staging.stg_web__events) from {batch}", at_least=0, at_most=0
            ),
        ),
        warn(
            "No session lasts longer than a day.",
            no_rows_where("occurred_at > session_started_at + interval 1 day"),
        ),
        warn(
            "No session has more than 5,000 events.",
            figure(
                "select coalesce(max(event_count), 0) "
                "from (select count(*) as event_count from {batch} group by session_id)",
                at_most=5000,
            ),
        ),
    ],
)
