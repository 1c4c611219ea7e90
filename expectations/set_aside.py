"""Move rows that an expectation of severity ``quarantine`` rejects out of raw, and keep the load's books true."""

from collections.abc import Mapping
from datetime import UTC, datetime

import duckdb

from expectations.subjects import batch_rows
from warehouse.control_totals import book_set_aside

_REASONS = """
insert into ops.rejections by name
select ? as batch_id, ? as source, ? as entity, source_file, reason, count(*) as record_count
from (select source_file, unnest(reasons) as reason from rejected)
group by all
"""
_BOOKKEEPING = {"_batch_id", "_source_file", "_source_row", "_loaded_at", "_superseded_in"}


def set_rows_aside(
    connection: duckdb.DuckDBPyConnection, table: str, batch_id: int, conditions: Mapping[str, str]
) -> int:
    """Move a batch's rows that satisfy any condition to ``quarantine.rejected_rows``, and return how many.

    ``conditions`` maps each reason to the SQL that says which rows it rejects. The caller holds the transaction, so
    that the rows, their files' counts and the batch's counts change together.
    """
    source, entity = table.removeprefix("raw.").split("__", 1)
    any_condition = " or ".join(f"({condition})" for condition in conditions.values())
    offending = f"{batch_rows(batch_id)} and ({any_condition})"
    _collect(connection, table, offending, conditions)
    book_set_aside(connection, source, entity, offending)
    connection.execute(_REASONS, [batch_id, source, entity])
    connection.execute(
        "insert into quarantine.rejected_rows by name "
        "select ? as batch_id, ? as source, ? as entity, source_file, source_row, reasons, raw_text, "
        "? as rejected_at, 'gate' as rejected_by from rejected",
        [batch_id, source, entity, datetime.now(UTC).replace(tzinfo=None)],
    )
    (moved,) = connection.execute(f"delete from {table} where {offending}").fetchone()
    _rebook(connection, batch_id, source, entity, moved)
    connection.execute("drop table rejected")
    return moved


def _collect(connection: duckdb.DuckDBPyConnection, table: str, offending: str, conditions: Mapping[str, str]) -> None:
    columns = [row[0] for row in connection.execute(f"describe {table}").fetchall() if row[0] not in _BOOKKEEPING]
    # As text, because JSON would round long numbers; what the contract did not know is JSON already.
    record = ", ".join(f"'{column}', \"{column}\"{'' if column == '_extra' else '::varchar'}" for column in columns)
    reasons = ", ".join(f"case when {condition} then ? end" for condition in conditions.values())
    connection.execute(
        f"""
        create or replace temp table rejected as
        select
            _source_file as source_file,
            _source_row as source_row,
            list_filter([{reasons}], lambda reason: reason is not null) as reasons,
            cast(json_object({record}) as varchar) as raw_text
        from {table}
        where {offending}
        """,
        list(conditions),
    )


def _rebook(connection: duckdb.DuckDBPyConnection, batch_id: int, source: str, entity: str, moved: int) -> None:
    """Count the moved rows as rejected, in the file that each came from and in the batch.

    Rows that came out of quarantine are in a later batch than the one that their file was loaded in.
    """
    booked = """
        source = $source and entity = $entity and (file, batch_id) in (
            select (file, max(batch_id)) from ops.loaded_files
            where source = $source and entity = $entity and state = 'loaded' and batch_id <= $batch_id
            group by file
        )
    """
    of_batch = {"source": source, "entity": entity, "batch_id": batch_id}
    unknown = connection.execute(
        f"select distinct source_file from rejected "
        f"where source_file not in (select file from ops.loaded_files where {booked}) order by source_file",
        of_batch,
    ).fetchall()
    if unknown:
        raise RuntimeError(
            f"{moved} rows of {source}.{entity} were to be quarantined, but ops.loaded_files says nothing of "
            f"{unknown[0][0]} in batch {batch_id}, so that nobody could account for them. Nothing was moved."
        )
    connection.execute(
        f"""
        update ops.loaded_files
        set row_count = row_count - moved_count, rejected_count = rejected_count + moved_count
        from (select source_file, count(*) as moved_count from rejected group by source_file) as moved
        where file = moved.source_file and {booked}
        """,
        of_batch,
    )
    connection.execute(
        "update ops.batches set row_count = row_count - ?, rejected_count = rejected_count + ? where batch_id = ?",
        [moved, moved, batch_id],
    )
