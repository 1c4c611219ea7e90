"""Which rows each suite of a gate judges."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from expectations.suites import Gate, Suite
from warehouse.errors import Refused, WrongUse
from warehouse.readable_rows import is_not_superseded

_FILES = "ops.loaded_files"
_FIGURES = "ops.batch_figures"


@dataclass(frozen=True)
class Subject:
    """A suite and the rows that it judges, as a query; verdicts and pages of the Data Docs carry ``name``."""

    suite: Suite
    rows: str
    name: str


def batch_subjects(
    connection: duckdb.DuckDBPyConnection, suites: Sequence[Suite], source: str, batch_id: int
) -> list[Subject]:
    """One batch of one source: its files and figures, and the entities that have rows in it and a suite.

    An entity without a suite is judged by its files alone, so that a new source needs no Python.
    """
    booked = connection.execute("select source from ops.batches where batch_id = ?", [batch_id]).fetchone()
    if booked != (source,):
        whose = "is not in ops.batches" if booked is None else f"is one of {booked[0]}"
        raise WrongUse(f"Batch {batch_id} of {source} cannot be judged: batch {batch_id} {whose}. Load first.")
    files = f"batch_id = {int(batch_id)} and state = 'loaded' and {is_not_superseded('superseded_in')}"
    figures = f"batch_id = {int(batch_id)}"
    rows = batch_rows(batch_id)
    subjects = [
        Subject(suite, f"select * from {_FILES} where {files}", f"{_FILES} of {source}")
        for suite in suites
        if suite.table == _FILES
    ]
    subjects += [
        Subject(suite, f"select * from {_FIGURES} where {figures}", f"{_FIGURES} of {source}")
        for suite in suites
        if suite.table == _FIGURES and _has_rows(connection, _FIGURES, figures)
    ]
    own = [suite for suite in suites if suite.table.startswith(f"raw.{source}__")]
    _require_tables(connection, "raw", own)
    for suite in own:
        if _has_rows(connection, suite.table, rows):
            subjects.append(Subject(suite, f"select * from {suite.table} where {rows}", suite.table))
    return subjects


def _has_rows(connection: duckdb.DuckDBPyConnection, table: str, condition: str) -> bool:
    return connection.execute(f"select 1 from {table} where {condition} limit 1").fetchone() is not None


def batch_rows(batch_id: int) -> str:
    """Condition for the rows of a batch that a build may come to read.

    Those that a passed batch superseded are out of it: a mended file saves the batch that its forerunner spoilt.
    """
    return f"_batch_id = {int(batch_id)} and {is_not_superseded()}"


def table_subjects(connection: duckdb.DuckDBPyConnection, gate: Gate, suites: Sequence[Suite]) -> list[Subject]:
    """Whole tables, as the build left them."""
    _require_tables(connection, gate, suites)
    return [Subject(suite, f"select * from {suite.table}", suite.table) for suite in suites]


def _require_tables(connection: duckdb.DuckDBPyConnection, gate: Gate, suites: Sequence[Suite]) -> None:
    present = {
        f"{schema}.{table}"
        for schema, table in connection.execute(
            "select table_schema, table_name from information_schema.tables where table_catalog = current_database()"
        ).fetchall()
    }
    for suite in suites:
        if suite.table not in present:
            raise Refused(
                f"The {gate} gate judges {suite.table}, which is not in the build file. "
                "Run the hop that makes it, and the gate again; until then nothing passes."
            )
