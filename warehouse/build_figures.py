"""What a build came to: its tries, the seconds that they worked and waited, and how much it made."""

from collections.abc import Iterable

import duckdb

from warehouse import task_runs
from warehouse.quoting import identifier
from warehouse.settings import Settings

_WORK = """
update ops.builds set work_seconds = spent.seconds, lock_wait_seconds = spent.waited
from (
    select build_id, sum(seconds) as seconds, sum(lock_wait_seconds) as waited
    from ops.task_runs
    where build_id in (select unnest($build_ids::bigint[]))
    group by build_id
) as spent
where builds.build_id = spent.build_id
"""


def record_figures(settings: Settings, connection: duckdb.DuckDBPyConnection, build_id: int) -> None:
    """Enter what a build that is about to pass has cost and made, so that its publication tells it too."""
    absorb_task_runs(settings, connection)
    connection.execute(
        "update ops.builds set row_count = ?, byte_count = ? where build_id = ?",
        [_row_count(connection), settings.build_file.stat().st_size, build_id],
    )


def absorb_task_runs(settings: Settings, connection: duckdb.DuckDBPyConnection) -> None:
    """Enter all tries that were noted since, and sum up the builds that they were about.

    A build has tries after its end as well: those of its last steps, which are entered with the next build.
    """
    _sum_up(connection, task_runs.absorb(connection, settings))


def _sum_up(connection: duckdb.DuckDBPyConnection, build_ids: Iterable[int]) -> None:
    connection.execute(_WORK, {"build_ids": list(build_ids)})


def _row_count(connection: duckdb.DuckDBPyConnection) -> int:
    """Count what may be published; the segments of an earlier build may lie about."""
    tables = connection.execute("select distinct schema_name, table_name from ops.published_columns").fetchall()
    counts = [
        connection.execute(f"select count(*) from {identifier(schema, name)}").fetchone()[0] for schema, name in tables
    ]
    return sum(counts)
