"""Which tables and columns leave the build file."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from warehouse.errors import Refused

MODEL_SCHEMAS = ("marts", "segments")
OPS_SCHEMA = "ops"

# Messages of other programs quote the values that they stumbled over, names and addresses included.
_OPS_WITHHELD = {
    ("builds", "message"),
    ("dbt_run_results", "message"),
    ("task_runs", "message"),
    ("loaded_files", "header"),
}
_OPS_TABLES_WITHHELD = {"published_columns", "pii_key_check"}


@dataclass(frozen=True)
class Column:
    """A published column as the catalogue describes it."""

    name: str
    data_type: str
    is_nullable: bool
    comment: str | None


@dataclass(frozen=True)
class Table:
    """A published table with its published columns only, in their order."""

    schema: str
    name: str
    comment: str | None
    columns: tuple[Column, ...]

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"


def tables_of(
    connection: duckdb.DuckDBPyConnection, catalog: str, schemas: Iterable[str] = (*MODEL_SCHEMAS, OPS_SCHEMA)
) -> list[Table]:
    """All tables (no views) of an attached file in these schemas; unless others are named, those that are published."""
    rows = connection.execute(
        """
        select t.schema_name, t.table_name, t.comment, c.column_name, c.data_type, c.is_nullable, c.comment
        from duckdb_tables() as t
        inner join duckdb_columns() as c using (database_name, schema_name, table_name)
        where t.database_name = $catalog and list_contains($schemas, t.schema_name) and not t.temporary
        order by t.schema_name, t.table_name, c.column_index
        """,
        {"catalog": catalog, "schemas": list(schemas)},
    ).fetchall()
    columns = defaultdict(list)
    for schema, name, comment, *column in rows:
        columns[schema, name, comment].append(Column(*column))
    return [Table(*table, tuple(own)) for table, own in columns.items()]


def select_published(connection: duckdb.DuckDBPyConnection, catalog: str) -> list[Table]:
    """Choose the build's tables, cut down to the columns on its allow-list.

    Raises
    ------
    Refused
        When the allow-list is empty, or names what the build does not have or what may never be published.
    """
    allowed = connection.execute(
        f"select distinct schema_name, table_name, column_name from {catalog}.ops.published_columns order by all"
    ).fetchall()
    if not allowed:
        raise Refused(
            "The newest build recorded no published columns (ops.published_columns is empty), so nothing may leave it. "
            "Build again."
        )
    tables = {(table.schema, table.name): table for table in tables_of(connection, catalog)}
    for entry in allowed:
        _refuse_bad_entry(entry, tables)
    wanted = set(allowed)
    published = [_cut(table, wanted) for table in tables.values()]
    return [table for table in published if table.columns]


def _refuse_bad_entry(entry: tuple[str, str, str], tables: dict[tuple[str, str], Table]) -> None:
    schema, name, column = entry
    if schema not in MODEL_SCHEMAS:
        raise Refused(
            f"The allow-list names {schema}.{name}.{column}, and only {' and '.join(MODEL_SCHEMAS)} may be published. "
            "Remove it from the list of published columns and build again."
        )
    if (schema, name) not in tables:
        raise Refused(
            f"The allow-list names {schema}.{name}, and the build has no such table. "
            "Build it again, or remove it from the list of published columns."
        )
    if column not in {own.name for own in tables[schema, name].columns}:
        raise Refused(
            f"The allow-list names {schema}.{name}.{column}, and the table has no such column. "
            "Build it again, or remove it from the list of published columns."
        )


def _cut(table: Table, wanted: set[tuple[str, str, str]]) -> Table:
    if table.schema == OPS_SCHEMA:
        columns = [column for column in table.columns if (table.name, column.name) not in _OPS_WITHHELD]
        columns = [] if table.name in _OPS_TABLES_WITHHELD else columns
    else:
        columns = [column for column in table.columns if (table.schema, table.name, column.name) in wanted]
    return Table(table.schema, table.name, table.comment, tuple(columns))
