"""A gate: judge what the hop before it made, set bad rows aside, write every verdict down, and say yes or no."""

import logging
from collections.abc import Sequence
from dataclasses import astuple, replace
from datetime import UTC, datetime

import duckdb

from expectations.data_docs import build_data_docs
from expectations.judge import judge
from expectations.set_aside import set_rows_aside
from expectations.subjects import Subject, batch_subjects, table_subjects
from expectations.suites import Gate, load_suites
from expectations.verdicts import GateReport
from warehouse.connection import build_connection, warehouse_lock
from warehouse.errors import WrongUse
from warehouse.settings import Settings

log = logging.getLogger(__name__)


def run_gate(
    settings: Settings,
    gate: Gate,
    *,
    source: str | None = None,
    batch_id: int | None = None,
    build_id: int | None = None,
    as_of: datetime | None = None,
) -> GateReport:
    """Judge a gate's tables and record every verdict; what follows from a refusal is the caller's to decide.

    The raw gate judges one batch of one source, the others whole tables. ``as_of`` is the build's unless given. The
    lock is held throughout, so that the rows that are judged are the rows that are there afterwards.

    Raises
    ------
    WrongUse
        When the gate has no suite, or the raw gate is not told which batch of which source to judge.
    Refused
        When a table that the gate judges is missing.
    """
    suites = load_suites(gate)
    with warehouse_lock(settings, f"{gate} gate"):
        with build_connection(settings, f"{gate} gate") as connection:
            if gate == "raw":
                subjects = batch_subjects(connection, suites, *_batch(source, batch_id))
            else:
                subjects = table_subjects(connection, gate, suites)
            as_of = as_of or _as_of(connection, build_id)
        subject, run = _names(gate, source, batch_id, build_id)
        verdicts = judge(settings, run, subjects)
        with build_connection(settings, f"{gate} gate") as connection:
            connection.begin()
            report = GateReport(gate, subject, verdicts)
            if not report.refused:
                report = replace(report, quarantined_count=_set_aside(connection, subjects, report, batch_id))
            _record(connection, report, as_of, build_id, batch_id)
            connection.commit()
        build_data_docs(settings)
    for verdict in report.unmet:
        log.warning("%s: '%s' is not met: %s.", verdict.suite, verdict.expectation, verdict.observed)
    return report


def _batch(source: str | None, batch_id: int | None) -> tuple[str, int]:
    if source is None or batch_id is None:
        raise WrongUse("The raw gate judges one batch: give it a source and a batch_id.")
    return source, batch_id


def _as_of(connection: duckdb.DuckDBPyConnection, build_id: int | None) -> datetime | None:
    row = connection.execute("select as_of from ops.builds where build_id = ?", [build_id]).fetchone()
    return row[0] if row else None


def _names(gate: Gate, source: str | None, batch_id: int | None, build_id: int | None) -> tuple[str, str]:
    """What is judged, for people; and the same for a folder's name."""
    if gate == "raw":
        return f"batch {batch_id} of {source}", f"raw-batch-{batch_id}"
    if build_id is None:
        return "the build", gate
    return f"build {build_id}", f"{gate}-build-{build_id}"


def _set_aside(
    connection: duckdb.DuckDBPyConnection, subjects: Sequence[Subject], report: GateReport, batch_id: int | None
) -> int:
    """Move what unmet expectations of severity ``quarantine`` reject, table by table, and return how many rows."""
    unmet = {(verdict.suite, verdict.expectation) for verdict in report.unmet if verdict.severity == "quarantine"}
    moved = 0
    for suite in (subject.suite for subject in subjects):
        conditions = {
            sentence: condition for sentence, condition in suite.conditions() if (suite.table, sentence) in unmet
        }
        if conditions:
            moved += set_rows_aside(connection, suite.table, batch_id, conditions)
    return moved


def _record(
    connection: duckdb.DuckDBPyConnection,
    report: GateReport,
    as_of: datetime | None,
    build_id: int | None,
    batch_id: int | None,
) -> None:
    judged_at = datetime.now(UTC).replace(tzinfo=None)
    rows = [[report.gate, *astuple(verdict), as_of, build_id, batch_id, judged_at] for verdict in report.results]
    connection.executemany("insert into ops.gate_results values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
