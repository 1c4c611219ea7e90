"""How old what a build reads is, source by source, from the landing folder to the publication: one row a build."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import duckdb

from warehouse.builds import Build
from warehouse.freshness import freshness_of_build
from warehouse.publication import Publication
from warehouse.quoting import identifier
from warehouse.readable_rows import is_not_superseded


@dataclass(frozen=True)
class Promise:
    """What a contract promises; ``events`` maps the source's raw tables to their event-time columns.

    A source that was never loaded is late if it ``must_come``.
    """

    source: str
    hours: float
    when_late: str
    events: Mapping[str, str]
    must_come: bool = False


_BATCHES = "(select batch_id from ops.batches where state = 'passed' and batch_id <= $through)"


# Who touches a file, or copies a landing folder, makes it no younger than its load.
_NEWEST_FILE = f"""
select max(landed_at), arg_max(loaded_at, landed_at)
from (select *, least(make_timestamp(modified_ns // 1000), loaded_at) as landed_at from ops.loaded_files)
where
    source = $source and state = 'loaded' and modified_ns >= 0
    and batch_id in {_BATCHES}
"""

# A try that came to nothing left its moment behind.
_NOT_PUBLISHED = """
update ops.source_freshness
set published_at = null, loaded_to_published_seconds = null, event_to_published_seconds = null
where published_at is not null and build_id not in (select build_id from ops.publications)
"""

_PUBLISHED = """
update ops.source_freshness
set
    published_at = $published_at,
    loaded_to_published_seconds = date_diff('millisecond', loaded_at, $published_at::timestamp) / 1000,
    event_to_published_seconds = date_diff('millisecond', newest_event_at, $published_at::timestamp) / 1000
where build_id = $build_id and published_at is null
"""


def record_freshness(
    connection: duckdb.DuckDBPyConnection, build: Build, promises: Iterable[Promise], looked_at: datetime
) -> None:
    """Enter how fresh each promised source is to a build, in place of what it entered before."""
    connection.execute("delete from ops.source_freshness where build_id = ?", [build.build_id])
    promises = list(promises)
    hours = {promise.source: promise.hours for promise in promises}
    seen = {one.source: one for one in freshness_of_build(connection, build.raw_through_batch, hours)}
    for promise in promises:
        row = {
            "build_id": build.build_id,
            "source": promise.source,
            "as_of": build.as_of,
            "when_late": promise.when_late,
            "promised_hours": promise.hours,
            "looked_at": looked_at,
            "is_late": promise.must_come,
        }
        source = seen.get(promise.source)
        if source is not None and source.last_loaded_at is not None:
            row |= _ages(connection, build, promise) | {
                "loaded_at": source.last_loaded_at,
                "is_late": source.is_late(looked_at),
            }
        connection.execute("insert into ops.source_freshness by name select unnest($row)", {"row": row})


def _ages(connection: duckdb.DuckDBPyConnection, build: Build, promise: Promise) -> dict[str, object]:
    landed_at, loaded_at = connection.execute(
        _NEWEST_FILE, {"source": promise.source, "through": build.raw_through_batch}
    ).fetchone()
    return {
        "landed_at": landed_at,
        "newest_event_at": _newest_event(connection, build, promise),
        "landed_to_loaded_seconds": landed_at and (loaded_at - landed_at).total_seconds(),
    }


def record_publication(connection: duckdb.DuckDBPyConnection, publication: Publication) -> None:
    """Enter when a build was first published, just before its publication is written."""
    connection.execute(_NOT_PUBLISHED)
    connection.execute(_PUBLISHED, {"published_at": publication.published_at, "build_id": publication.build_id})


def _newest_event(connection: duckdb.DuckDBPyConnection, build: Build, promise: Promise) -> datetime | None:
    newest = [
        connection.execute(
            f"select max({identifier(column)}::timestamp) from {table} "
            f"where {identifier(column)}::timestamp <= $as_of and _batch_id in {_BATCHES} "
            f"and {is_not_superseded(passed=_BATCHES)}",
            {"as_of": build.as_of, "through": build.raw_through_batch},
        ).fetchone()[0]
        for table, column in promise.events.items()
    ]
    return max(filter(None, newest), default=None)
