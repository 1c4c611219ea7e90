"""The life of a batch: loading -> loaded -> passed or refused by the gate; failed when it changed nothing in raw."""

from datetime import UTC, datetime

import duckdb


def open_batch(connection: duckdb.DuckDBPyConnection, source: str, started_at: datetime) -> int:
    """Book a new batch and return its id. Ids grow; only one batch is open at a time, because the lock is held."""
    (batch_id,) = connection.execute("select nextval('ops.batch_ids')").fetchone()
    connection.execute(
        "insert into ops.batches (batch_id, source, state, started_at) values (?, ?, 'loading', ?)",
        [batch_id, source, started_at],
    )
    return batch_id


def close(connection: duckdb.DuckDBPyConnection, batch_id: int) -> None:
    """Sum up a batch from its files' entries."""
    connection.execute(
        """
        update ops.batches
        set
            state = if(summed.file_count = 0 and not summed.has_superseded, 'failed', 'loaded'),
            ended_at = $1,
            file_count = summed.file_count,
            row_count = summed.row_count,
            rejected_count = summed.rejected_count
        from (
            select
                count(*) filter (where state = 'loaded') as file_count,
                coalesce(sum(row_count), 0) as row_count,
                coalesce(sum(rejected_count), 0) as rejected_count,
                -- A file that now repeats another one brings no rows, but takes its earlier ones away.
                exists (from ops.loaded_files where superseded_in = $2) as has_superseded
            from ops.loaded_files where batch_id = $2
        ) as summed
        where batch_id = $2
        """,
        [datetime.now(UTC).replace(tzinfo=None), batch_id],
    )


def close_interrupted(connection: duckdb.DuckDBPyConnection, source: str) -> None:
    """Close the batches that a crash left open: the files that they committed are whole, and need a gate like any."""
    interrupted = connection.execute(
        "select batch_id from ops.batches where source = ? and state = 'loading'", [source]
    ).fetchall()
    for (batch_id,) in interrupted:
        close(connection, batch_id)


def unjudged(connection: duckdb.DuckDBPyConnection, source: str) -> list[int]:
    """Return batches that no gate has passed: new ones, and refused ones, which a mended file or suite may save."""
    rows = connection.execute(
        "select batch_id from ops.batches where source = ? and state in ('loaded', 'refused') order by batch_id",
        [source],
    ).fetchall()
    return [batch_id for (batch_id,) in rows]


def set_verdict(connection: duckdb.DuckDBPyConnection, batch_id: int, *, is_passed: bool) -> None:
    """Book what the load gate said of a batch."""
    connection.execute(
        "update ops.batches set state = ? where batch_id = ?", ["passed" if is_passed else "refused", batch_id]
    )
