"""The life of a batch: loading -> loaded -> passed or refused by the gate; failed when it changed nothing in raw."""

import contextlib
from datetime import UTC, datetime

import duckdb

from warehouse.readable_rows import is_not_superseded


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


def close_replay(connection: duckdb.DuckDBPyConnection, batch_id: int, row_count: int) -> None:
    """Sum up a batch that brought records from quarantine; their files are counted where they were loaded first."""
    connection.execute(
        "update ops.batches set state = 'loaded', ended_at = ?, row_count = ? where batch_id = ?",
        [datetime.now(UTC).replace(tzinfo=None), row_count, batch_id],
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


def unread(connection: duckdb.DuckDBPyConnection, source: str) -> list[int]:
    """Return batches that have passed the load gate since the newest build opened, oldest first."""
    rows = connection.execute(
        """
        select batch_id from ops.batches
        where
            source = ?
            and state = 'passed'
            and batch_id > (select coalesce(max(raw_through_batch), 0) from ops.builds)
        order by batch_id
        """,
        [source],
    ).fetchall()
    return [batch_id for (batch_id,) in rows]


def refused(connection: duckdb.DuckDBPyConnection, source: str) -> list[int]:
    """Return batches that the load gate has refused, oldest first."""
    rows = connection.execute(
        "select batch_id from ops.batches where source = ? and state = 'refused' order by batch_id", [source]
    ).fetchall()
    return [batch_id for (batch_id,) in rows]


def set_verdict(connection: duckdb.DuckDBPyConnection, batch_id: int, *, is_passed: bool) -> None:
    """Book what the load gate said of a batch; one that passes also takes the place of forerunners that never did."""
    connection.begin()
    try:
        connection.execute(
            "update ops.batches set state = ? where batch_id = ?", ["passed" if is_passed else "refused", batch_id]
        )
        if is_passed:
            _supersede_for_refused(connection, batch_id)
        connection.commit()
    except BaseException:
        with contextlib.suppress(duckdb.Error):
            connection.rollback()
        raise


def _supersede_for_refused(connection: duckdb.DuckDBPyConnection, batch_id: int) -> None:
    """Supersede what only batches that never passed have superseded, of the files that this batch brought anew.

    Three contents of a file: the first passed, the second is refused, the third passes. The first is marked with the
    second, and would be read again beside the third. The mark may not change before the third has passed: until then
    the second may still be saved, and must then be what takes the first away.
    """
    outdated = connection.execute(
        f"""
        update ops.loaded_files set superseded_in = $batch_id
        where
            superseded_in < $batch_id
            and {is_not_superseded("superseded_in")}
            and (source, entity, file) in (
                select (source, entity, file) from ops.loaded_files
                where superseded_in = $batch_id or (batch_id = $batch_id and state <> 'refused')
            )
        returning source, entity, file
        """,
        {"batch_id": batch_id},
    ).fetchall()
    for source, entity in {(source, entity) for source, entity, _ in outdated}:
        connection.execute(
            f"""
            update raw.{source}__{entity} set _superseded_in = $batch_id
            where
                _superseded_in < $batch_id
                and {is_not_superseded()}
                and _source_file in (select unnest($names::varchar[]))
            """,
            {"batch_id": batch_id, "names": [file for *of, file in outdated if of == [source, entity]]},
        )
