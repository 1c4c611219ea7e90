"""The one place where a run without an as_of gets one."""

import logging
from datetime import UTC, datetime

import duckdb

from extract_load.contracts import Contract
from warehouse.connection import build_connection
from warehouse.errors import Refused, WrongUse
from warehouse.readable_rows import is_readable
from warehouse.settings import Settings

log = logging.getLogger(__name__)


def resolve_as_of(settings: Settings, contracts: dict[str, Contract], requested: datetime | None) -> datetime:
    """Return the as_of of a run, as naive UTC: the requested one, else now (production) or the newest event (demo)."""
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    if requested is not None:
        if to_utc(requested) > now:
            raise WrongUse(
                f"The as_of {to_utc(requested)} UTC lies in the future: nobody knows yet what happened by then."
            )
        return to_utc(requested)
    if settings.mode == "production":
        return now
    with build_connection(settings, "find the newest event") as connection:
        newest = newest_event(connection, contracts, no_later_than=now)
    if newest is None:
        raise Refused("There is no event to take an as_of from: load some files first, or give --as-of.")
    return newest


def to_utc(moment: datetime) -> datetime:
    """Return naive UTC; a moment without an offset is UTC already."""
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def newest_event(
    connection: duckdb.DuckDBPyConnection, contracts: dict[str, Contract], *, no_later_than: datetime
) -> datetime | None:
    """Return the newest event time over all event-time columns of what a build would read, None without any.

    Only event times count: the end of a campaign lies in the future, and is no event.
    """
    parts = [
        f'select max("{entity.event_time}"::timestamp) as newest from {contract.table(name)} '
        f'where "{entity.event_time}" <= $1 and {is_readable()}'
        for contract in contracts.values()
        for name, entity in contract.entities.items()
        if entity.event_time and _exists(connection, contract.table(name))
    ]
    if not parts:
        return None
    return connection.execute(f"select max(newest) from ({' union all '.join(parts)})", [no_later_than]).fetchone()[0]


def _exists(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    schema, name = table.split(".")
    found = connection.execute(
        "select count(*) from duckdb_tables() where schema_name = ? and table_name = ?", [schema, name]
    ).fetchone()
    return bool(found[0])
