"""One read-only query on the published file."""

from dataclasses import dataclass
from typing import Any

import duckdb

from warehouse.errors import WrongUse
from warehouse.published import published_connection
from warehouse.settings import Settings

# PIVOT counts as MULTI; everything else that reads is a SELECT to DuckDB: FROM, WITH, SHOW, DESCRIBE, SUMMARIZE.
_READING = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN, duckdb.StatementType.MULTI}


@dataclass(frozen=True)
class QueryResult:
    """Column names, their DuckDB types, and all rows."""

    columns: list[str]
    types: list[str]
    rows: list[tuple[Any, ...]]


def query(settings: Settings, sql: str) -> QueryResult:
    """Run one SELECT on the current publication.

    Raises
    ------
    WrongUse
        When there is no publication, or the text is not one statement that reads, or DuckDB does not accept it.
    """
    with published_connection(settings) as connection:
        try:
            _refuse_all_but_one_reading(duckdb.extract_statements(sql))
            connection.execute(sql)
            description = connection.description or []
            return QueryResult(
                [name for name, *_ in description], [str(kind) for _, kind, *_ in description], connection.fetchall()
            )
        except duckdb.InterruptException:
            raise
        except duckdb.Error as error:
            raise WrongUse(_first_line(error) + _hint(connection, error)) from error


def _hint(connection: duckdb.DuckDBPyConnection, error: duckdb.Error) -> str:
    """Say what is behind a table that everybody expects and this publication lacks."""
    scored = "select count(*) from duckdb_tables() where schema_name = 'segments' and table_name = 'customer_segments'"
    if "segment" in str(error) and connection.execute(scored).fetchone() == (0,):
        return " This publication was built without a segmentation model: marts.customer_rfm has the segments by RFM."
    return ""


def _refuse_all_but_one_reading(statements: list[duckdb.Statement]) -> None:
    if not statements:
        raise WrongUse(
            'There is no query. Write one, for example: segmart sql "from segments.customer_segments limit 5".'
        )
    if len(statements) > 1:
        raise WrongUse(f"There are {len(statements)} statements, and one at a time can be run. Run them one by one.")
    kind = statements[0].type
    if kind not in _READING:
        raise WrongUse(
            f"The published file can only be read, and this is a statement of type {kind.name}. "
            "Write a SELECT; to keep its rows, use --csv or --json."
        )


def _first_line(error: duckdb.Error) -> str:
    """DuckDB's message without the drawing of where in the text it arose."""
    return str(error).partition("\n")[0].rstrip(".") + "."
