"""Whole commands, strung together from the steps."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from extract_load.booking import LoadReport
from extract_load.clock import resolve_as_of
from extract_load.contracts import read_contracts, select_contracts
from extract_load.discovery import find_files
from ml_tasks.models import champion_version
from orchestration import steps
from warehouse.builds import end_build, newest_build, require_open
from warehouse.connection import build_connection, warehouse_lock
from warehouse.errors import NothingNew, Refused, SegmartError, WrongUse
from warehouse.publication import Publication, PublishSkipped
from warehouse.publish import publish
from warehouse.settings import Settings

if TYPE_CHECKING:
    from ml_tasks.train import TrainingReport

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RunReport:
    """What a whole run did; without a publication, ``nothing_published_because`` says why that is right."""

    loads: list[LoadReport]
    publication: Publication | None
    nothing_published_because: str | None

    @property
    def refused_files(self) -> dict[str, str]:
        """File name -> reason, over all sources."""
        return {name: reason for load in self.loads for name, reason in load.refused_files.items()}


def load_all(settings: Settings, sources: list[str]) -> list[LoadReport]:
    """Load and judge the named sources, or all.

    Raises
    ------
    Refused
        When a gate refused a batch, after all the sources have been tried.
    WrongUse
        When no contract finds a single file, and nothing was ever loaded.
    """
    contracts = select_contracts(read_contracts(settings), sources)
    _require_files(settings, contracts)
    reports, refusal = [], None
    for contract in contracts:
        reports.append(steps.load(settings, contract.source))
        try:
            steps.judge_batches(settings, contract.source)
        except NothingNew:
            continue
        except Refused as no:
            log.error("%s", no)
            refusal = refusal or no
    if refusal is not None:
        raise refusal
    return reports


def _require_files(settings: Settings, contracts: list) -> None:
    found = any(find_files(settings, entity) for contract in contracts for entity in contract.entities.values())
    if not found:
        raise WrongUse(
            f"No file in {settings.landing} matches a contract's path: put extracts there, or run `segmart sample`."
        )


def build(settings: Settings, as_of: datetime | None = None, *, train_if_needed: bool = False) -> int:
    """Build all layers through all gates, and return the build's id.

    Without a model the build ends with RFM segments only, unless it may train one on the marts that it just made.

    Raises
    ------
    NothingNew
        When the published build follows from the same as_of, batches, logic and model.
    """
    with warehouse_lock(settings, "build"):
        build_id = steps.open_build(settings, as_of)
        with _ending_with(settings, build_id):
            _build_marts(settings, build_id)
            if train_if_needed and not _has_model(settings, build_id):
                log.info("There is no segmentation model yet: training one.")
                steps.train(settings, build_id)
            version = steps.score(settings, build_id)
            steps.finish_build(settings, build_id, version)
    return build_id


def _has_model(settings: Settings, build_id: int) -> bool:
    with build_connection(settings, "find the champion") as connection:
        return champion_version(connection, require_open(connection, build_id).as_of) is not None


def _build_marts(settings: Settings, build_id: int) -> None:
    for selector in ("staging", "intermediate"):
        steps.build_layer(settings, build_id, selector)
    steps.judge_layer(settings, build_id, "staging")
    steps.build_layer(settings, build_id, "marts")
    steps.judge_layer(settings, build_id, "marts")


@contextmanager
def _ending_with(settings: Settings, build_id: int) -> Iterator[None]:
    """Close the build as failed when it does not come to its end in this process, for whatever reason."""
    try:
        yield
    except BaseException as error:
        message = str(error) if isinstance(error, SegmartError) else f"it was interrupted ({type(error).__name__})"
        with build_connection(settings, f"end build {build_id}") as connection:
            still_open = newest_build(connection)
        if still_open is not None and still_open.build_id == build_id and still_open.state == "open":
            end_build(settings, build_id, "failed", message=message)
        raise


def train(settings: Settings, as_of: datetime | None = None) -> "TrainingReport":
    """Train on the marts as of a moment."""
    with warehouse_lock(settings, "train"):
        require_marts(settings, as_of)
        return steps.train(settings)


def require_marts(settings: Settings, as_of: datetime | None = None) -> None:
    """Build the marts as of a moment through their gate, unless the newest build holds just them."""
    with warehouse_lock(settings, "require marts"):
        wanted = resolve_as_of(settings, read_contracts(settings), as_of)
        with build_connection(settings, "look for marts") as connection:
            is_there = steps.has_current_marts(settings, connection, newest_build(connection), wanted)
        if is_there:
            return
        build_id = steps.open_build(settings, wanted)
        with _ending_with(settings, build_id):
            _build_marts(settings, build_id)
            end_build(settings, build_id, "prepared", message="its marts were built to train on; nothing was scored")


def run(settings: Settings, as_of: datetime | None = None) -> RunReport:
    """Do all of it: load, build, train if there is no model, score, publish if anything changed.

    Whole files that were refused do not stop the run; the report names them.
    """
    loads = load_all(settings, [])
    with warehouse_lock(settings, "run"):
        try:
            build(settings, as_of, train_if_needed=True)
        except NothingNew as nothing:
            return RunReport(loads, None, f"{nothing} Nothing was published.")
        outcome = publish(settings, release_pin=False)
    if isinstance(outcome, PublishSkipped):
        return RunReport(loads, None, outcome.reason)
    return RunReport(loads, outcome, None)
