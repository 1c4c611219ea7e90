"""The steps of a build. A DAG task is one of them; the command line strings them together."""

import logging
from datetime import datetime
from typing import TYPE_CHECKING

import duckdb

from expectations.gates import run_gate
from extract_load.clock import resolve_as_of
from extract_load.contracts import read_contracts
from extract_load.raw_tables import create_raw_tables
from ml_tasks.identity.registry import enter_proposals
from ml_tasks.imputation.imputations import has_newest_imputation
from ml_tasks.segmentation.keeping.drift import has_new_drift, record_drift
from ml_tasks.segmentation.keeping.model_cards import tell_models
from ml_tasks.segmentation.keeping.models import (
    champion_version,
    has_newest_profiles,
    profile_champion_version,
    require_features,
)
from orchestration.reconcile import reconcile_build
from orchestration.what_changed import choose_selection
from warehouse import journal, versions
from warehouse.allow_list import record_published_columns
from warehouse.build_figures import record_figures
from warehouse.builds import (
    Build,
    build_step,
    end_build,
    has_its_tables,
    newest_build,
    newest_passed_batch,
)
from warehouse.builds import open_build as book_build
from warehouse.connection import build_connection
from warehouse.dbt_runner import run_layer
from warehouse.errors import EnvironmentFault, NothingNew, WrongUse
from warehouse.fingerprint import inputs_fingerprint
from warehouse.outliers import record_outliers
from warehouse.parquet_months import record_mirrored_months
from warehouse.promises import note_opened
from warehouse.publication import PublishSkipped
from warehouse.publish import publish as publish_build
from warehouse.segment_history import record_segment_history
from warehouse.segment_sizes import record_segment_sizes
from warehouse.selection import FULL
from warehouse.settings import Settings
from warehouse.timed_steps import timed
from warehouse.unmapped_values import record_unmapped_values
from warehouse.verdicts import has_passed_gate

if TYPE_CHECKING:
    from ml_tasks.imputation.impute import ImputationReport
    from ml_tasks.segmentation.train import TrainingReport

log = logging.getLogger(__name__)


@timed("open_build")
def open_build(settings: Settings, requested_as_of: datetime | None = None, *, take_over: bool = True) -> int:
    """Open a build and return its id.

    Raises
    ------
    NothingNew
        When the newest build follows from the same as_of, batches, logic, model and imputation, and is published, or
        would not be because a rollback pinned another version.
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
            and has_newest_profiles(connection, as_of)
            and has_newest_imputation(connection, as_of)
            and (_is_published(settings, newest) or versions.pinned_version(settings))
        ):
            raise NothingNew(f"Nothing is new since build {newest.build_id}.")
        if not take_over:
            _leave_to_publish(settings, newest)
        selection = choose_selection(settings, connection, contracts, as_of)
        build = book_build(settings, as_of, selection=selection, take_over=take_over)
    note_opened(settings, build.build_id)
    log.info("build %d as of %s, over batches through %d", build.build_id, build.as_of, build.raw_through_batch)
    if selection != FULL:
        log.info("new since the build before: %s; models that do not follow from it stand", selection)
    return build.build_id


def _leave_to_publish(settings: Settings, newest: Build | None) -> None:
    """Refuse to begin a build between another one's passing and its publication, which would be lost."""
    is_waiting = newest is not None and newest.state == "passed" and not _is_published(settings, newest)
    if is_waiting and not versions.pinned_version(settings):
        raise EnvironmentFault(
            f"Build {newest.build_id} has passed and is not published yet. Wait until it is, or run `segmart publish`."
        )


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
        and has_its_tables(connection, build.build_id)
        and build.fingerprint == inputs_fingerprint(settings, connection, as_of)
    )


@timed("{selector}")
def build_layer(settings: Settings, build_id: int, selector: str) -> int:
    """Run one layer of dbt models with their data tests, and return the build's id."""
    with build_step(settings, build_id) as build:
        run_layer(settings, build, selector)
    return build_id


@timed("resolve_identities")
def resolve_identities(settings: Settings, build_id: int) -> int:
    """Find out which references are one person, and return the build's id."""
    # Likewise, splink and phonenumbers.
    from ml_tasks.identity.resolve import resolve_identities as resolve  # noqa: PLC0415

    with build_step(settings, build_id):
        resolve(settings, build_id)
    return build_id


@timed("judge_{gate}")
def judge_layer(settings: Settings, build_id: int, gate: str) -> int:
    """Put what a build has made so far through a gate, and return its id; a no ends the build as refused."""
    with build_step(settings, build_id) as build:
        if gate == "marts":
            reconcile_build(settings, build)
        run_gate(settings, gate, build_id=build_id, as_of=build.as_of).raise_if_refused()
    return build_id


@timed("train")
def train(settings: Settings, build_id: int | None = None, *, dry_run: bool = False) -> "TrainingReport":
    """Fit, choose, validate and store a segmentation of the features that the newest build holds."""
    # scikit-learn takes seconds to import, which Airflow would pay each time that it looks at a DAG file.
    from ml_tasks.segmentation.train import train as fit_segments  # noqa: PLC0415

    return fit_segments(settings, build_id=build_id, dry_run=dry_run)


@timed("impute")
def impute(settings: Settings) -> "ImputationReport":
    """Fill the gaps in customers' attributes, as the newest build's marts hold them; the next build shows them."""
    # Likewise, scikit-learn.
    from ml_tasks.imputation.impute import impute as fill_gaps  # noqa: PLC0415

    return fill_gaps(settings)


@timed("score")
def score(settings: Settings, build_id: int) -> str | None:
    """Assign segments by the champion's parameters; return its version, or None when there is no model yet."""
    with build_step(settings, build_id) as build:
        with build_connection(settings, "find the champion") as connection:
            version = champion_version(connection, build.as_of)
            profile_version = profile_champion_version(connection, build.as_of)
            for scored_by in filter(None, (version, profile_version)):
                require_features(connection, scored_by)
        if version is None:
            log.warning(
                "There is no segmentation model that knows nothing later than %s: this build has RFM segments only.",
                build.as_of,
            )
            return None
        run_layer(settings, build, "segments", model_version=version, profile_model_version=profile_version)
        run_gate(settings, "segments", build_id=build_id, as_of=build.as_of).raise_if_refused()
        with build_connection(settings, "measure drift") as connection:
            record_drift(connection, build_id, build.as_of, version)
        return version


def tell_drift(settings: Settings, build_id: int) -> None:
    """Let whoever watches over drift know that customers have moved.

    Raises
    ------
    NothingNew
        When they have not, or no farther than the build before has told.
    """
    with build_connection(settings, "look for drift") as connection:
        if not has_new_drift(connection, build_id):
            raise NothingNew("No bound of drift was crossed that was not crossed before.")


@timed("finish_build")
def finish_build(settings: Settings, build_id: int, model_version: str | None) -> None:
    """Close a build as passed: every gate on its way has said yes."""
    with build_step(settings, build_id), build_connection(settings, "record what may be published") as connection:
        record_published_columns(settings, connection, with_segments=model_version is not None)
        record_mirrored_months(settings, connection)
        if model_version is not None:
            record_segment_sizes(connection, build_id)
        record_unmapped_values(connection, build_id)
        record_outliers(connection, build_id)
        record_figures(settings, connection, build_id)
        # Last: what a build that fails found out must leave no mark on ids, nor on what was believed.
        if model_version is not None:
            record_segment_history(connection, build_id)
        enter_proposals(connection, build_id)
        tell_models(settings, connection)
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
