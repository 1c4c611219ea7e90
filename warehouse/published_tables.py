"""Which tables and columns leave the build file, and which changes to them readers would feel."""

from collections import defaultdict
from dataclasses import dataclass

import duckdb

from warehouse.errors import Refused

MODEL_SCHEMAS = ("marts", "segments")
OPS_SCHEMA = "ops"

# Messages of other programs quote the values that they stumbled over, names and addresses included.
_OPS_WITHHELD = {("builds", "message"), ("dbt_run_results", "message"), ("task_runs", "message")}
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


def tables_of(connection: duckdb.DuckDBPyConnection, catalog: str) -> list[Table]:
    """All tables (no views) of an attached file in the schemas that may be published."""
    rows = connection.execute(
        """
        select t.schema_name, t.table_name, t.comment, c.column_name, c.data_type, c.is_nullable, c.comment
        from duckdb_tables() as t
        inner join duckdb_columns() as c using (database_name, schema_name, table_name)
        where t.database_name = $catalog and list_contains($schemas, t.schema_name) and not t.temporary
        order by t.schema_name, t.table_name, c.column_index
        """,
        {"catalog": catalog, "schemas": [*MODEL_SCHEMAS, OPS_SCHEMA]},
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


def refuse_losses(earlier: list[Table], coming: list[Table]) -> None:
    """Refuse a publication in which a table or column that readers have is gone or has another type."""
    types = {(table.schema, table.name): {c.name: c.data_type for c in table.columns} for table in coming}
    for table in earlier:
        now = types.get((table.schema, table.name))
        if now is None:
            why = (
                ", which no segmentation model has scored: run `segmart train` first"
                if table.schema == "segments"
                else ""
            )
            raise _loss(f"{table} is published now and missing from the new build{why}")
        for column in table.columns:
            if column.name not in now:
                raise _loss(f"{table}.{column.name} is published now and missing from the new build")
            if now[column.name] != column.data_type:
                raise _loss(f"{table}.{column.name} is {column.data_type} now and would become {now[column.name]}")


def _loss(what: str) -> Refused:
    return Refused(
        f"The new build would break its readers: {what}. The earlier publication stays. "
        "Restore what is missing, or accept the change: `segmart publish --accept-schema-change`."
    )
