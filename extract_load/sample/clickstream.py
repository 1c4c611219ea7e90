"""A simulated web shop around the real baskets, in the JSON of Segment's spec.

The package has no web channel. About 60 % of the households use the simulated shop; a share of their baskets, theirs
alone, ends a session at the basket's own time, with products of that basket. Other sessions browse, search, or leave
a cart behind. Strangers never log in.
"""

from datetime import date
from pathlib import Path

import duckdb

from extract_load.sample.extract import Extract

_SQL = Path(__file__).parent

EVENTS = Extract(
    entity="web/events",
    file_name="events.jsonl.gz",
    query=(_SQL / "web_calls.sql").read_text(encoding="utf-8"),
    order_by='"timestamp", "messageId"',
)


def create_web_events(connection: duckdb.DuckDBPyConnection, first: date, last: date) -> None:
    """Fill the table ``web_events`` with what happens from ``first`` to ``last``, and perhaps a day around them."""
    connection.execute(f"set variable first_day = timestamp '{first}'")
    connection.execute(f"set variable last_day = timestamp '{last}'")
    for step in ("visitors", "sessions", "steps", "events"):
        connection.execute((_SQL / f"web_{step}.sql").read_text(encoding="utf-8"))
