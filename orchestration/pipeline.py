"""Whole commands, strung together from the steps."""

import contextlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from extract_load.booking import LoadReport
from extract_load.contracts import Contract, read_contracts, select_contracts
from extract_load.listing import list_landing
from ml_tasks.segmentation.keeping.models import champion_version
from orchestration import load_steps, steps
from warehouse import versions
from warehouse.builds import end_build, newest_build, require_open
from warehouse.connection import build_connection, warehouse_lock
from warehouse.errors import NothingNew, Refused, SegmartError, WrongUse
from warehouse.publication import Publication, PublishSkipped
from warehouse.publish import publish
from warehouse.settings import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LoadOutcome:
    """What loading and judging one source came to."""

    load: LoadReport
    judgement: load_steps.Judgement

    def sentences(self) -> list[str]:
        """Return the figures as a person reads them."""
        said = [self.load.sentence()]
        said += [f"  {count:>9,}  {reason}" for reason, count in self.load.reasons.most_common()]
        said += [
            f"  {count:>9,}  of {entity} came later than usual; builds count them on their own day"
            for entity, count in self.load.late.items()
            if count
        ]
        said += [f"  {change.sentence()}" for change in self.load.schema_changes]
        if self.judgement.quarantined_count:
            said.append(f"  {self.judgement.quarantined_count:>9,}  set aside by the load gate")
        return said


@dataclass(frozen=True)
class RunReport:
    """What a whole run did; without a publication, ``nothing_published_because`` says why that is right."""

    loads: list[LoadOutcome]
    publication: Publication | None
    nothing_published_because: str | None


def load_all(settings: Settings, sources: list[str]) -> list[LoadOutcome]:
    """Load and judge the named sources, or all.

    Raises
    ------
    Refused
        When a gate refused a new batch, after all the sources have been tried.
    WrongUse
        When all sources are asked for and not one has a file.
    """
    contracts = select_contracts(read_contracts(settings), sources)
    if not sources:
        _require_files(settings, contracts)
    outcomes, refusal = [], None
    for contract in contracts:
        loaded = load_steps.load(settings, contract.source)
        try:
            outcomes.append(LoadOutcome(loaded, load_steps.judge_batches(settings, contract.source)))
        except Refused as no:
            refusal = refusal or no
    if refusal is not None:
        with contextlib.suppress(Refused):
            # Tells the journal; the gate's own words say more than what this would raise.
            load_steps.require_accepted(settings, sources)
        raise refusal
    return outcomes


def _require_files(settings: Settings, contracts: list[Contract]) -> None:
    found = any(list_landing(settings, entity).files for contract in contracts for entity in contract.entities.values())
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
        with ending_with(settings, build_id):
            build_marts(settings, build_id)
            if train_if_needed and not _has_model(settings, build_id):
                log.info("There is no segmentation model for this as_of yet: training one.")
                steps.train(settings, build_id)
            version = steps.score(settings, build_id)
            steps.finish_build(settings, build_id, version)
    return build_id


def _has_model(settings: Settings, build_id: int) -> bool:
    with build_connection(settings, "find the champion") as connection:
        return champion_version(connection, require_open(connection, build_id).as_of) is not None


def build_marts(settings: Settings, build_id: int) -> None:
    """Build an open build's layers up to the marts, through their gates."""
    steps.build_layer(settings, build_id, "staging")
    steps.resolve_identities(settings, build_id)
    steps.build_layer(settings, build_id, "intermediate")
    steps.judge_layer(settings, build_id, "staging")
    steps.build_layer(settings, build_id, "marts")
    steps.judge_layer(settings, build_id, "marts")


@contextmanager
def ending_with(settings: Settings, build_id: int) -> Iterator[None]:
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


def run(settings: Settings, as_of: datetime | None = None) -> RunReport:
    """Do all of it: load, build, train if there is no model, score, publish if anything changed.

    What stands refused does not stop the run; ``load_steps.require_accepted`` names it.
    """
    loads = load_all(settings, [])
    with warehouse_lock(settings, "run"):
        try:
            build(settings, as_of, train_if_needed=True)
        except NothingNew as nothing:
            pinned = versions.pinned_version(settings)
            advice = f" Readers see {pinned}, which a rollback pinned; `segmart publish` releases it." if pinned else ""
            return RunReport(loads, None, f"{nothing} Nothing was published.{advice}")
        outcome = publish(settings, release_pin=False)
    if isinstance(outcome, PublishSkipped):
        return RunReport(loads, None, outcome.reason)
    return RunReport(loads, outcome, None)
