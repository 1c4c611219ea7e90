"""The steps of the pipeline. A DAG task is one of them; the command line strings them together."""

import logging
from datetime import datetime
from typing import TYPE_CHECKING

import duckdb

from expectations.gates import run_gate
from extract_load import batches
from extract_load.booking import LoadReport
from extract_load.clock import resolve_as_of
from extract_load.contracts import read_contracts, select_contracts
from extract_load.load import load_source
from extract_load.raw_tables import create_raw_tables
from ml_tasks.models import champion_version
from warehouse import journal
from warehouse.allow_list import record_published_columns
from warehouse.builds import Build, build_step, end_build, inputs_fingerprint, newest_build, newest_passed_batch
from warehouse.builds import open_build as book_build
from warehouse.connection import build_connection
from warehouse.dbt_runner import run_layer
from warehouse.errors import NothingNew, Refused, WrongUse
from warehouse.publication import PublishSkipped
from warehouse.publish import publish as publish_build
from warehouse.settings import Settings
from warehouse.verdicts import has_passed_gate

if TYPE_CHECKING:
    from ml_tasks.train import TrainingReport

log = logging.getLogger(__name__)


def load(settings: Settings, source: str) -> LoadReport:
    """Load what is new of one source; its batches still need ``judge_batches``."""
    (contract,) = select_contracts(read_contracts(settings), [source])
    return load_source(settings, contract)


def judge_batches(settings: Settings, source: str) -> int:
    """Put the batches of a source that no gate has passed through the load gate; return how many passed.

    Raises
    ------
    Refused
        When the gate refuses one of them; the others have been judged all the same.
    NothingNew
        When there is no batch to judge.
    """
    with build_connection(settings, f"judge {source}") as connection:
        # Newest first: a mended file supersedes what its forerunner brought, once its own batch has passed.
        waiting = sorted(batches.unjudged(connection, source), reverse=True)
    if not waiting:
        raise NothingNew(f"There is no new batch of {source}.")
    refusals = []
    for batch_id in waiting:
        report = run_gate(settings, "raw", source=source, batch_id=batch_id)
        with build_connection(settings, f"judge {source}") as connection:
            batches.set_verdict(connection, batch_id, is_passed=not report.refused)
        if report.refused:
            refusals.append(report)
    for report in refusals:
        report.raise_if_refused()
    return len(waiting)


def require_whole_files(refused_files: dict[str, str]) -> None:
    """Raise Refused when a load refused whole files: everything else was loaded, but somebody has to look."""
    if refused_files:
        name, reason = next(iter(refused_files.items()))
        others = f" ({len(refused_files) - 1} more files were refused)" if len(refused_files) > 1 else ""
        raise Refused(f"{name} was refused: {reason}{others}. Mend or remove it, and load again.")


def open_build(settings: Settings, requested_as_of: datetime | None = None) -> int:
    """Open a build and return its id.

    Raises
    ------
    NothingNew
        When the published build follows from the same as_of, batches, logic and model.
    """
    contracts = read_contracts(settings)
    with build_connection(settings, "prepare build") as connection:
        for contract in contracts.values():
            create_raw_tables(connection, contract)
        if newest_passed_batch(connection) is None:
            raise WrongUse("There is nothing to build: load some files first (`segmart load`).")
        as_of = resolve_as_of(settings, contracts, requested_as_of)
        newest = newest_build(connection)
        if (
            has_current_marts(settings, connection, newest, as_of)
            and newest.state == "passed"
            and newest.model_version == champion_version(connection, as_of)
            and _is_published(settings, newest)
        ):
            raise NothingNew(f"Nothing is new since build {newest.build_id}, which is published already.")
        build = book_build(settings, as_of)
    log.info("build %d as of %s, over batches through %d", build.build_id, build.as_of, build.raw_through_batch)
    return build.build_id


def _is_published(settings: Settings, build: Build) -> bool:
    published = journal.last(settings, "published")
    return published is not None and published["build_id"] == build.build_id


def has_current_marts(
    settings: Settings, connection: duckdb.DuckDBPyConnection, build: Build | None, as_of: datetime
) -> bool:
    """Say whether a build's marts are what a new build as of this moment would make, and have passed their gate.

    What became of the build afterwards does not matter: a model that the segments gate refused must not stand in the
    way of training a better one.
    """
    return (
        build is not None
        and has_passed_gate(connection, build.build_id, "marts")
        and build.fingerprint == inputs_fingerprint(settings, connection, as_of)
    )


def build_layer(settings: Settings, build_id: int, selector: str) -> None:
    """Run one layer of dbt models with their data tests."""
    with build_step(settings, build_id) as build:
        run_layer(settings, build, selector)


def judge_layer(settings: Settings, build_id: int, gate: str) -> None:
    """Put what a build has made so far through a gate; a no ends the build as refused."""
    with build_step(settings, build_id) as build:
        run_gate(settings, gate, build_id=build_id, as_of=build.as_of).raise_if_refused()


def train(settings: Settings, build_id: int | None = None) -> "TrainingReport":
    """Fit, choose, validate and store a segmentation of the features that the newest build holds."""
    # scikit-learn takes seconds to import, which Airflow would pay each time that it looks at a DAG file.
    from ml_tasks.train import train as fit_segments  # noqa: PLC0415

    return fit_segments(settings, build_id=build_id)


def train_champion(settings: Settings) -> str:
    """Train on the newest build's marts, and return the version that was promoted.

    Raises
    ------
    NothingNew
        When the champion stays; says why.
    """
    report = train(settings)
    if not report.promoted:
        raise NothingNew(report.reason)
    return report.model_version


def score(settings: Settings, build_id: int) -> str | None:
    """Assign segments by the champion's parameters; return its version, or None when there is no model yet."""
    with build_step(settings, build_id) as build:
        with build_connection(settings, "find the champion") as connection:
            version = champion_version(connection, build.as_of)
        if version is None:
            log.warning(
                "There is no segmentation model as of %s: this build ends with RFM segments only. Run `segmart train`.",
                build.as_of,
            )
            return None
        run_layer(settings, build, "segments", model_version=version)
        run_gate(settings, "segments", build_id=build_id, as_of=build.as_of).raise_if_refused()
        return version


def finish_build(settings: Settings, build_id: int, model_version: str | None) -> None:
    """Close a build as passed: every gate on its way has said yes."""
    with build_step(settings, build_id), build_connection(settings, "record what may be published") as connection:
        record_published_columns(settings, connection, with_segments=model_version is not None)
    end_build(settings, build_id, "passed", model_version=model_version)


def publish(settings: Settings) -> str:
    """Publish the newest build unless a rollback pinned another version; return the new version.

    Raises
    ------
    NothingNew
        When a rollback pinned what is published.
    """
    outcome = publish_build(settings, release_pin=False)
    if isinstance(outcome, PublishSkipped):
        raise NothingNew(outcome.reason)
    return outcome.version
