"""What changed between two publications, or between any two files of ours that should be equal. Only reads."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.customers_compared import (
    EARLIER,
    LATER,
    Arrivals,
    Move,
    Totals,
    arrivals,
    moves,
    segment_column,
    totals_of,
)
from warehouse.errors import WrongUse
from warehouse.faults import system_faults
from warehouse.publication import Publication
from warehouse.published_file import copy_connection
from warehouse.published_tables import MODEL_SCHEMAS, Table, tables_of
from warehouse.quoting import identifier, text
from warehouse.row_differences import count_different_rows
from warehouse.schema_changes import SchemaChange, schema_changes
from warehouse.settings import Settings
from warehouse.version_choice import earlier_version, find_version
from warehouse.versions import current_version, file_of, publication_of

# They say to which publication a row belongs, and would make every row another one.
STAMPS = frozenset({"as_of", "model_version"})


@dataclass(frozen=True)
class TableDifference:
    """Rows of a table in two files, None where a file has no such table, and rows that only one of them has."""

    table: str
    rows_earlier: int | None
    rows_later: int | None
    only_earlier: int
    only_later: int
    has_other_columns: bool

    @property
    def is_any(self) -> bool:
        """Whether anything differs at all."""
        return bool(self.only_earlier or self.only_later or self.has_other_columns)


@dataclass(frozen=True)
class PublicationDiff:
    """What changed from one publication to another.

    ``moves`` tell of the values of ``segment_column``; both are empty when there is none in both publications.
    ``arrivals`` is None when a publication has no customers' table.
    """

    earlier: Publication
    later: Publication
    totals_earlier: Totals
    totals_later: Totals
    arrivals: Arrivals | None
    segment_column: str | None
    moves: list[Move]
    tables: list[TableDifference]
    schema: list[SchemaChange]

    @property
    def is_any(self) -> bool:
        """Whether readers get anything else, but for the records in ``ops`` that every publication adds to."""
        stamps = [(publication.as_of, publication.model_version) for publication in (self.earlier, self.later)]
        return stamps[0] != stamps[1] or bool(self.schema) or any(table.is_any for table in self.tables)


def differing_tables(
    earlier: Path, later: Path, *, ignore: Collection[str] = (), schemas: Collection[str] = MODEL_SCHEMAS
) -> list[TableDifference]:
    """Compare two database files row by row, and return the tables that differ; none of them when the files are equal.

    Rows are compared without key and order, floats to 1e-9. A table or a column that only one file has, or has with
    another type, is a difference too.

    Parameters
    ----------
    ignore
        Names of columns that may differ, in whatever table.
    schemas
        What to compare. A build file has more than the published schemas; nobody may have it open for writing.
    """
    with duckdb.connect() as connection:
        _attach(connection, earlier, later)
        return [table for table in _compare_tables(connection, ignore, schemas) if table.is_any]


def diff_versions(settings: Settings, earlier: str | None = None, later: str | None = None) -> PublicationDiff:
    """Compare two publications: the current one and the one before it, unless they are named.

    Raises
    ------
    WrongUse
        When there is no such version, or nothing to compare with.
    """
    names = _earlier(settings, earlier), _later(settings, later)
    with _attached(settings, *names) as connection:
        column = segment_column(connection)
        return PublicationDiff(
            *(publication_of(settings, name) for name in names),
            *(totals_of(connection, catalog) for catalog in (EARLIER, LATER)),
            arrivals=arrivals(connection),
            segment_column=column,
            moves=moves(connection, column) if column else [],
            tables=_compare_tables(connection, STAMPS, MODEL_SCHEMAS),
            schema=schema_changes(*(tables_of(connection, catalog) for catalog in (EARLIER, LATER))),
        )


def _earlier(settings: Settings, name: str | None) -> str:
    found = find_version(settings, name) if name else earlier_version(settings)
    if found is None:
        raise WrongUse(
            "There is no publication before the current one to compare with. `segmart status` lists the versions kept."
        )
    return found


def _later(settings: Settings, name: str | None) -> str:
    found = find_version(settings, name) if name else current_version(settings)
    if found is None:
        raise WrongUse("Nothing has been published yet. Run `segmart run` first.")
    return found


@contextmanager
def _attached(settings: Settings, earlier: str, later: str) -> Iterator[duckdb.DuckDBPyConnection]:
    with system_faults("Comparing publications", "Check the files."), copy_connection(settings) as connection:
        _attach(connection, file_of(settings, earlier), file_of(settings, later))
        yield connection


def _attach(connection: duckdb.DuckDBPyConnection, earlier: Path, later: Path) -> None:
    connection.execute(f"attach {text(earlier)} as {EARLIER} (read_only)")
    connection.execute(f"attach {text(later)} as {LATER} (read_only)")


def _compare_tables(
    connection: duckdb.DuckDBPyConnection, ignore: Collection[str], schemas: Collection[str]
) -> list[TableDifference]:
    earlier, later = (
        {(table.schema, table.name): table for table in tables_of(connection, catalog, schemas)}
        for catalog in (EARLIER, LATER)
    )
    names = sorted(earlier.keys() | later.keys())
    return [_compare(connection, name, earlier.get(name), later.get(name), ignore) for name in names]


def _compare(
    connection: duckdb.DuckDBPyConnection,
    name: tuple[str, str],
    earlier: Table | None,
    later: Table | None,
    ignore: Collection[str],
) -> TableDifference:
    rows_earlier = _count(connection, EARLIER, name) if earlier else None
    rows_later = _count(connection, LATER, name) if later else None
    if earlier is None or later is None:
        return TableDifference(".".join(name), rows_earlier, rows_later, rows_earlier or 0, rows_later or 0, True)
    types = [{c.name: c.data_type for c in table.columns if c.name not in ignore} for table in (earlier, later)]
    shared = [column for column in earlier.columns if (column.name, column.data_type) in types[1].items()]
    rows = count_different_rows(connection, *name, shared)
    return TableDifference(
        ".".join(name), rows_earlier, rows_later, rows.only_earlier, rows.only_later, types[0] != types[1]
    )


def _count(connection: duckdb.DuckDBPyConnection, catalog: str, name: tuple[str, str]) -> int:
    return connection.execute(f"select count(*) from {identifier(catalog, *name)}").fetchone()[0]
