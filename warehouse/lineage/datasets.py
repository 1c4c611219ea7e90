"""What lineage connects: tables, and the files that they came from."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import duckdb

BUILD = "build"
PUBLISHED = "segmart"


@dataclass(frozen=True)
class Table:
    """A table of the build file or of a publication, under the catalogue name that DuckDB gives the file.

    ``version`` is what the rows belong to: a batch, a build, a model, or a publication.
    """

    database: Literal["build", "segmart"]
    schema: str
    table: str
    columns: tuple[tuple[str, str], ...] = ()
    row_count: int | None = None
    version: str | None = None

    @property
    def name(self) -> str:
        """Name of the dataset, as OpenLineage names tables."""
        return f"{self.database}.{self.schema}.{self.table}"


@dataclass(frozen=True)
class Files:
    """A file, or a folder of which some files were read; their names are relative to it."""

    path: Path
    names: tuple[str, ...] = ()
    row_count: int | None = None
    byte_count: int | None = None

    @property
    def name(self) -> str:
        """Name of the dataset: the absolute path."""
        return str(self.path)


Dataset = Table | Files


def described(connection: duckdb.DuckDBPyConnection, tables: Iterable[Table]) -> list[Table]:
    """Fill in the columns of tables in the open file, and the row counts where none is known."""
    wanted = list(tables)
    found = connection.execute(
        """
        select
            schema_name,
            table_name,
            list([column_name, lower(data_type)] order by column_index),
            any_value(t.estimated_size)
        from duckdb_columns()
        -- Views have columns too.
        left join duckdb_tables() as t using (database_name, schema_name, table_name)
        where database_name = current_database()
        group by all
        """
    ).fetchall()
    known = {(schema, table): (columns, row_count) for schema, table, columns, row_count in found}
    filled = []
    for table in wanted:
        columns, row_count = known.get((table.schema, table.table), ((), None))
        row_count = table.row_count if table.row_count is not None else row_count
        filled.append(replace(table, columns=tuple((name, type_) for name, type_ in columns), row_count=row_count))
    return filled
