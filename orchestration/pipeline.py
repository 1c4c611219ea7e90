"""Whole commands, strung together from the steps."""

import contextlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from extract_load.booking import LoadReport
from extract_load.clock import resolve_as_of
from extract_load.contracts import Contract, read_contracts, select_contracts
from extract_load.listing import list_landing
from ml_tasks.segmentation.keeping.by_hand import decline_model, promote_model
from ml_tasks.segmentation.keeping.models import champion_version
from orchestration import load_steps, steps
from warehouse import versions
from warehouse.builds import end_build, newest_build, newest_passed_batch, require_open
from warehouse.connection import build_connection, warehouse_lock
from warehouse.errors import NothingNew, Refused, SegmartError, WrongUse
from warehouse.publication import Publication, PublishSkipped
from warehouse.publish import publish
from warehouse.settings import Settings

if TYPE_CHECKING:
    from ml_tasks.imputation.impute import ImputationReport
    from ml_tasks.segmentation.train import TrainingReport

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
        with _ending_with(settings, build_id):
            _build_marts(settings, build_id)
            if train_if_needed and not _has_model(settings, build_id):
                log.info("There is no segmentation model for this as_of yet: training one.")
                steps.train(settings, build_id)
            version = steps.score(settings, build_id)
            steps.finish_build(settings, build_id, version)
    return build_id


def _has_model(settings: Settings, build_id: int) -> bool:
    with build_connection(settings, "find the champion") as connection:
        return champion_version(connection, require_open(connection, build_id).as_of) is not None


def _build_marts(settings: Settings, build_id: int) -> None:
    steps.build_layer(settings, build_id, "staging")
    steps.resolve_identities(settings, build_id)
    steps.build_layer(settings, build_id, "intermediate")
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


def train(settings: Settings, as_of: datetime | None = None, *, dry_run: bool = False) -> "TrainingReport":
    """Train on the marts as of a moment; a dry run builds these if need be, and stores no model."""
    with warehouse_lock(settings, "train"):
        require_marts(settings, as_of)
        return steps.train(settings, dry_run=dry_run)


def impute(settings: Settings, as_of: datetime | None = None) -> "ImputationReport":
    """Fill the gaps in customers' attributes as of a moment.

    Raises
    ------
    NothingNew
        In a new home, in which no batch has passed the load gate yet.
    """
    _require_batches(settings, "learn from")
    with warehouse_lock(settings, "impute"):
        require_marts(settings, as_of)
        return steps.impute(settings)


def propose_champion(settings: Settings, as_of: datetime | None = None) -> dict[str, str]:
    """Train, and return the version that was promoted, or that waits for approval and then the ``diff`` to show.

    Raises
    ------
    NothingNew
        When the champion stays, and says why; or in a new home, in which no batch has passed the load gate yet.
    """
    _require_batches(settings, "train on")
    report = train(settings, as_of)
    if report.outcome == "waits for approval":
        return {"version": report.proposed_version, "diff": report.approval_request()}
    if not report.promoted and report.profile is not None and report.profile.promoted:
        return {"version": report.profile.model_version, "diff": ""}
    # Who died after promoting a model woke nobody: then the second try finds it unchanged.
    if not report.promoted and not (report.outcome == "unchanged" and _is_unused(settings, report.model_version)):
        raise NothingNew(report.reason)
    return {"version": report.model_version, "diff": ""}


def settle_champion(settings: Settings, version: str, refusal: str | None) -> str:
    """Promote a model that somebody approved; one that needed no approval is the champion already.

    Raises
    ------
    NothingNew
        When somebody, or nobody in time, refused it: then the champion stays, and the refusal is kept with the model.
    """
    if refusal is not None:
        decline_model(settings, version, refusal)
        raise NothingNew(f"{refusal} The champion stays; `segmart model promote {version}` promotes it all the same.")
    with contextlib.suppress(NothingNew):
        promote_model(settings, version, "approved in Airflow")
    return version


def _require_batches(settings: Settings, purpose: str) -> None:
    with build_connection(settings, "look for batches") as connection:
        if newest_passed_batch(connection) is None:
            raise NothingNew(f"There is nothing to {purpose} yet: no batch has passed the load gate.")


def _is_unused(settings: Settings, model_version: str) -> bool:
    with build_connection(settings, "look for builds") as connection:
        return not connection.execute("select 1 from ops.builds where model_version = ?", [model_version]).fetchall()


def require_marts(settings: Settings, as_of: datetime | None = None) -> None:
    """Build the marts as of a moment through their gate, unless the newest build holds just them."""
    with warehouse_lock(settings, "require marts"):
        wanted = resolve_as_of(settings, read_contracts(settings), as_of)
        with build_connection(settings, "look for marts") as connection:
            is_there = steps.has_current_marts(settings, connection, newest_build(connection), wanted)
        if is_there:
            return
        build_id = steps.open_build(settings, wanted, take_over=False)
        with _ending_with(settings, build_id):
            _build_marts(settings, build_id)
            end_build(settings, build_id, "prepared", message="its marts were built to train on; nothing was scored")


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
