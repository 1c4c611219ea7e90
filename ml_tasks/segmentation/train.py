"""The training task: read features, find segments, write parameters, promote or not."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import duckdb

from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.explaining.naming import SegmentName
from ml_tasks.segmentation.feature_frame import read_features
from ml_tasks.segmentation.finding.clustering import Candidate
from ml_tasks.segmentation.keeping.lineage import trained_parts
from ml_tasks.segmentation.keeping.model_rows import model_rows
from ml_tasks.segmentation.keeping.models import champion_version, is_stored, promote, store_model
from ml_tasks.segmentation.keeping.versioning import has_same_content
from ml_tasks.segmentation.proposal import Proposal, propose
from warehouse.builds import require_open
from warehouse.connection import build_connection
from warehouse.lineage.tracing import traced
from warehouse.settings import Settings

log = logging.getLogger(__name__)

Outcome = Literal["promoted", "unchanged", "not stable", "not enough customers"]


@dataclass(frozen=True)
class TrainingReport:
    """What training came to. ``model_version`` is the champion after it, None if there is none."""

    outcome: Outcome
    model_version: str | None
    reason: str
    customer_count: int
    names: Sequence[SegmentName] = ()
    candidates: Sequence[Candidate] = ()
    left_out: dict[str, str] = field(default_factory=dict)

    @property
    def promoted(self) -> bool:
        """Whether a new model scores from now on."""
        return self.outcome == "promoted"


def train(
    settings: Settings, *, build_id: int | None = None, config: SegmentationConfig | None = None
) -> TrainingReport:
    """Train on the build file's ``marts.customer_features`` and store the model in schema ``ml``.

    Nothing is written when the result is what the champion is already. A model that is not stable is stored for
    people to look at, and the champion stays.

    Raises
    ------
    Refused
        When there is no mart to train on, its gate refused it, or the build named is not the open one.
    """
    config = config or SegmentationConfig()
    with traced(settings, "train") as lineage, build_connection(settings, "train segments") as connection:
        if build_id is not None:
            require_open(connection, build_id)
        as_of, customers = read_features(connection, config)
        champion = champion_version(connection, as_of)
        proposal = propose(customers, as_of, config)
        if proposal is None:
            report = _not_enough(champion, len(customers), config)
        else:
            report = _judged(champion, proposal)
            if report.outcome != "unchanged":
                _write(connection, proposal, build_id, is_promoted=report.promoted)
                lineage.tell(trained_parts, connection, proposal.version)
    for sentence in report.left_out.values():
        log.info("Left out of the segmentation: %s", sentence)
    log.info("Training: %s. %s", report.outcome, report.reason)
    return report


def _not_enough(champion: str | None, customer_count: int, config: SegmentationConfig) -> TrainingReport:
    reason = (
        f"{customer_count} customers with at least {config.min_order_count} orders cannot be parted into segments: "
        f"at least {config.min_customer_count} are needed, who are not all alike. {_what_stays(champion)}"
    )
    return TrainingReport("not enough customers", champion, reason, customer_count)


def _judged(champion: str | None, proposal: Proposal) -> TrainingReport:
    choice, version = proposal.fit.choice, proposal.version
    outcome: Outcome
    if champion and has_same_content(champion, version):
        outcome, version, reason = "unchanged", champion, f"The segmentation is what model {champion} is already."
    elif choice.is_acceptable:
        outcome, reason = "promoted", choice.reason
    else:
        outcome, version, reason = "not stable", champion, f"{choice.reason} {_what_stays(champion)}"
    return TrainingReport(
        outcome=outcome,
        model_version=version,
        reason=reason,
        customer_count=proposal.customer_count,
        names=proposal.names,
        candidates=proposal.fit.candidates,
        left_out=proposal.fit.model.scaler.left_out_,
    )


def _what_stays(champion: str | None) -> str:
    return f"Model {champion} stays." if champion else "RFM segments stand alone for now."


def _write(
    connection: duckdb.DuckDBPyConnection, proposal: Proposal, build_id: int | None, *, is_promoted: bool
) -> None:
    connection.begin()
    try:
        # The same version was written before when an earlier champion comes back: its rows are these rows.
        if not is_stored(connection, proposal.version):
            store_model(connection, model_rows(proposal, build_id))
        if is_promoted:
            promote(connection, proposal.version)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
