"""Large tables in the Parquet mirror: a folder a month, so that readers open what they need and equal months stay."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.dbt_runner import read_manifest
from warehouse.errors import WrongUse
from warehouse.published_file import WrittenTable
from warehouse.published_tables import MODEL_SCHEMAS
from warehouse.quoting import identifier, text
from warehouse.settings import Settings

_META = "mirrored_by_month"


@dataclass(frozen=True)
class Month:
    """The rows of a table that are of one month: how many, and a hash over all of their columns.

    The order of rows plays no part in it. It tells equal months of two publications and is no proof against forgery.
    """

    name: str
    rows: int
    content: str


def record_mirrored_months(settings: Settings, connection: duckdb.DuckDBPyConnection) -> None:
    """Replace ``ops.mirrored_months`` by what the models say of themselves, under ``meta: {mirrored_by_month: …}``.

    Raises
    ------
    WrongUse
        When a model names a column that is not among its published ones.
    """
    rows = []
    for node in read_manifest(settings).nodes.values():
        if node.resource_type == "model" and node.schema in MODEL_SCHEMAS and (day := node.config.meta.get(_META)):
            column = node.columns.get(day)
            if column is None or not column.config.meta.get("published", True) or "month" in node.columns:
                raise WrongUse(
                    f"{node.name} is to be mirrored by the month of {day!r}. Under config: meta: {_META} its .yml must "
                    "name a published column, and the model may have no column 'month' of its own."
                )
            rows.append([node.schema, node.name, day])
    connection.execute("delete from ops.mirrored_months")
    if rows:
        connection.executemany("insert into ops.mirrored_months values (?, ?, ?)", rows)


def day_columns(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    """By which column each table of the attached file ``published`` is split, where it has that column."""
    found = connection.execute(
        """
        select schema_name, table_name, day_column
        from published.ops.mirrored_months as months
        inner join duckdb_columns() as columns using (schema_name, table_name)
        where columns.database_name = 'published' and columns.column_name = months.day_column
        """
    ).fetchall()
    return {(schema, table): day for schema, table, day in found}


def months_of(connection: duckdb.DuckDBPyConnection, table: WrittenTable, day: str) -> list[Month]:
    """Count and hash the months of a table in the attached file ``published``; an empty one has the month ``none``."""
    columns = connection.execute(
        "select column_name, data_type from duckdb_columns() where database_name = 'published' "
        "and schema_name = ? and table_name = ? order by column_index",
        [table.schema, table.name],
    ).fetchall()
    found = connection.execute(
        f"select {_month(day)}, count(*), sum(hash(mirrored)), bit_xor(hash(mirrored)) "
        f"from {identifier('published', table.schema, table.name)} as mirrored group by all order by all"
    ).fetchall()
    # Another DuckDB may hash otherwise.
    made = (duckdb.__version__, columns)
    return [
        Month(name, rows, hashlib.sha256(repr((made, name, rows, *hashes)).encode()).hexdigest()[:32])
        for name, rows, *hashes in found or [("none", 0)]
    ]


def write_months(
    connection: duckdb.DuckDBPyConnection, folder: Path, table: WrittenTable, day: str, months: list[Month]
) -> None:
    """Write months of a table as ``folder/month=2017-01/data_0.parquet``, the largest in further files beside it."""
    source = identifier("published", table.schema, table.name)
    options = "format parquet, compression zstd"
    if [month.rows for month in months] == [0]:
        target = folder / "month=none" / "data_0.parquet"
        target.parent.mkdir(parents=True, exist_ok=True)
        connection.execute(f"copy {source} to {text(target)} ({options})")
    elif months:
        names = ", ".join(text(month.name) for month in months)
        connection.execute(
            f"copy (select *, {_month(day)} as month from {source} where {_month(day)} in ({names})) to {text(folder)} "
            f"({options}, partition_by (month), filename_pattern 'data_{{i}}', overwrite_or_ignore)"
        )


def _month(day: str) -> str:
    return f"coalesce(strftime({identifier(day)}, '%Y-%m'), 'none')"
