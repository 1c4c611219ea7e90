"""Training: on the marts as of a moment, and what a person says of a model that waits."""

import contextlib
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from extract_load.clock import resolve_as_of
from extract_load.contracts import read_contracts
from ml_tasks.segmentation.keeping.by_hand import decline_model, promote_model
from ml_tasks.segmentation.keeping.models import has_newest_profiles, profile_champion_version
from orchestration import steps
from orchestration.pipeline import build_marts, ending_with
from warehouse.builds import end_build, newest_build, newest_passed_batch
from warehouse.connection import build_connection, warehouse_lock
from warehouse.errors import NothingNew
from warehouse.settings import Settings

if TYPE_CHECKING:
    from ml_tasks.imputation.impute import ImputationReport
    from ml_tasks.segmentation.train import TrainingReport


class Found(TypedDict):
    """What training leaves to Airflow's next tasks: versions, and what to ask a person; no question, nobody to ask."""

    promoted: list[str]
    waiting: list[str]
    question: str
    diff: str


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


def find_champions(settings: Settings, as_of: datetime | None = None) -> Found:
    """Train, and say which models were promoted, and which wait for a person.

    Raises
    ------
    NothingNew
        When the champions stay, and says why; or in a new home, in which no batch has passed the load gate yet.
    """
    _require_batches(settings, "train on")
    return found_by(settings, train(settings, as_of))


def found_by(settings: Settings, main: "TrainingReport") -> Found:
    """Say what a training has left to do; NothingNew when that is nothing."""
    reports = [main, *([main.profile] if main.profile else [])]
    waiting = [report for report in reports if report.outcome == "waits for approval"]
    # Who died after promoting a model woke nobody: then the second try finds it unchanged.
    promoted = [
        report.model_version
        for report in reports
        if report.promoted or (report.outcome == "unchanged" and not _has_scored(settings, report.model_version))
    ]
    if not promoted and not waiting:
        raise NothingNew(" ".join(report.reason for report in reports))
    versions = [report.proposed_version for report in waiting]
    return Found(
        promoted=promoted,
        waiting=versions,
        question=f"Let segmentation model {' and model '.join(versions)} take over?" if versions else "",
        diff="\n\n".join(
            f"**Model {report.proposed_version}** ({segmentation} segmentation)\n\n{report.approval_request()}"
            for segmentation, report in zip(("main", "profile"), reports, strict=False)
            if report in waiting
        ),
    )


def settle_champions(settings: Settings, found: Found, refusal: str | None) -> list[str]:
    """Promote what somebody approved, and return it with what needed no approval.

    Raises
    ------
    NothingNew
        When somebody, or nobody in time, refused all there is: then the champion stays, and the refusal is kept.
    """
    if refusal is None:
        for version in found["waiting"]:
            with contextlib.suppress(NothingNew):
                promote_model(settings, version, "approved in Airflow")
        return [*found["promoted"], *found["waiting"]]
    for version in found["waiting"]:
        decline_model(settings, version, refusal)
    if not found["promoted"]:
        advice = " and ".join(f"`segmart model promote {version}`" for version in found["waiting"])
        raise NothingNew(f"{refusal} The champion stays; {advice} promotes it all the same.")
    return found["promoted"]


def require_marts(settings: Settings, as_of: datetime | None = None) -> None:
    """Build the marts as of a moment through their gate, unless the newest build holds just them."""
    with warehouse_lock(settings, "require marts"):
        wanted = resolve_as_of(settings, read_contracts(settings), as_of)
        with build_connection(settings, "look for marts") as connection:
            is_there = steps.has_current_marts(settings, connection, newest_build(connection), wanted)
        if is_there:
            return
        build_id = steps.open_build(settings, wanted, take_over=False)
        with ending_with(settings, build_id):
            build_marts(settings, build_id)
            end_build(settings, build_id, "prepared", message="its marts were built to train on; nothing was scored")


def _require_batches(settings: Settings, purpose: str) -> None:
    with build_connection(settings, "look for batches") as connection:
        if newest_passed_batch(connection) is None:
            raise NothingNew(f"There is nothing to {purpose} yet: no batch has passed the load gate.")


def _has_scored(settings: Settings, model_version: str) -> bool:
    """Whether any build was scored by a main model, or the newest by a profile model."""
    with build_connection(settings, "look for builds") as connection:
        used = connection.execute("select 1 from ops.builds where model_version = ?", [model_version]).fetchall()
        as_of = newest_build(connection).as_of
        is_profile = model_version == profile_champion_version(connection, as_of)
        return bool(used) or (is_profile and has_newest_profiles(connection, as_of))
