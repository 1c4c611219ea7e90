"""The training task: read features, find segments, write parameters, promote or not."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import duckdb
import pandas as pd

from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.explaining.naming import SegmentName
from ml_tasks.segmentation.feature_frame import read_features
from ml_tasks.segmentation.finding.clustering import Candidate
from ml_tasks.segmentation.keeping.continuing import Continuation, continue_from
from ml_tasks.segmentation.keeping.decisions import highest_promoted_id, is_withdrawn
from ml_tasks.segmentation.keeping.lineage import trained_parts
from ml_tasks.segmentation.keeping.model_cards import tell_models
from ml_tasks.segmentation.keeping.models import champion_version
from ml_tasks.segmentation.keeping.promotion import Decision, decide, judge_promotion, why
from ml_tasks.segmentation.keeping.reassignment import Reassignment
from ml_tasks.segmentation.keeping.stored_model import read_model
from ml_tasks.segmentation.keeping.storing import store_continuation
from ml_tasks.segmentation.keeping.versioning import has_same_content
from ml_tasks.segmentation.past_frame import read_past
from ml_tasks.segmentation.proposal import Proposal, propose
from warehouse.builds import require_open
from warehouse.connection import build_connection
from warehouse.lineage.tracing import Trace, traced
from warehouse.settings import Settings
from warehouse.verdicts import Verdict

log = logging.getLogger(__name__)

Outcome = Literal["promoted", "unchanged", "refused", "waits for approval", "not enough customers"]

_OUTCOMES: dict[Decision, Outcome] = {"promoted": "promoted", "waits": "waits for approval", "refused": "refused"}


@dataclass(frozen=True)
class TrainingReport:
    """What training came to.

    ``model_version`` is the champion after it, None if there is none; ``proposed_version`` is what was found, None if
    that is nothing or the champion itself. ``reassignment`` says who would change segment. ``profile`` is the report on
    the second segmentation, for whoever opted in.
    """

    outcome: Outcome
    model_version: str | None
    reason: str
    customer_count: int
    names: Sequence[SegmentName] = ()
    candidates: Sequence[Candidate] = ()
    left_out: dict[str, str] = field(default_factory=dict)
    proposed_version: str | None = None
    reassignment: Reassignment | None = None
    verdicts: Sequence[Verdict] = ()
    profile: "TrainingReport | None" = None

    @property
    def promoted(self) -> bool:
        """Whether a new model scores from now on."""
        return self.outcome == "promoted"

    def approval_request(self) -> str:
        """Say what a person is asked to approve, in Markdown."""
        moves = [] if self.reassignment is None else [self.reassignment.as_markdown()]
        return "\n\n".join([self.reason, *moves])


def train(
    settings: Settings,
    *,
    build_id: int | None = None,
    config: SegmentationConfig | None = None,
    dry_run: bool = False,
) -> TrainingReport:
    """Train on the build file's ``marts.customer_features`` and store the model in schema ``ml``.

    Nothing is written when the result is what the champion is already, or in a dry run. A model that the gate refuses
    or that waits for a person is stored to be looked at, and the champion stays. With ``profile_layers`` a second model
    is trained beside it, and judged on its own.

    Raises
    ------
    Refused
        When there is no mart to train on, its gate refused it, or the build named is not the open one.
    """
    config = config or SegmentationConfig()
    with traced(settings, "train") as lineage, build_connection(settings, "train segments") as connection:
        if build_id is not None:
            require_open(connection, build_id)
        report = _trained(connection, config, lineage, build_id=build_id, dry_run=dry_run)
        if (of_profiles := config.of_profiles()) is not None:
            profile = _trained(connection, of_profiles, lineage, build_id=build_id, dry_run=dry_run)
            report = replace(report, profile=profile)
        if not dry_run:
            tell_models(settings, connection)
    return report


def _trained(
    connection: duckdb.DuckDBPyConnection,
    config: SegmentationConfig,
    lineage: Trace,
    *,
    build_id: int | None,
    dry_run: bool,
) -> TrainingReport:
    as_of, customers = read_features(connection, config)
    champion = champion_version(connection, as_of, config.segmentation)
    proposal = propose(customers, as_of, config, read_past(connection, config))
    if proposal is None:
        report = _not_enough(champion, len(customers), config)
    elif _knows_nobody(proposal, config):
        report = _too_few_told(champion, proposal, config)
    else:
        continuation = _continuation(connection, champion, proposal, customers, config)
        report = _judged(connection, continuation, customers, config)
        if report.outcome != "unchanged" and not dry_run:
            store_continuation(connection, continuation, customers, report.verdicts, build_id=build_id, config=config)
            lineage.tell(trained_parts, connection, continuation.proposal.version)
    for sentence in report.left_out.values():
        log.info("Left out of the %s segmentation: %s", config.segmentation, sentence)
    log.info("Training of the %s segmentation: %s. %s", config.segmentation, report.outcome, report.reason)
    return report


def _not_enough(champion: str | None, customer_count: int, config: SegmentationConfig) -> TrainingReport:
    reason = (
        f"{customer_count} customers with at least {config.min_order_count} orders cannot be parted into segments: "
        f"at least {config.min_customer_count} are needed, who are not all alike. "
        f"{_what_stays(champion, config)}"
    )
    return TrainingReport("not enough customers", champion, reason, customer_count)


def _knows_nobody(proposal: Proposal, config: SegmentationConfig) -> bool:
    """Whether nothing is left of what people are, so that the second segmentation would be another first one."""
    features = proposal.fit.model.scaler.features_
    return bool(config.categorical_columns) and not any(feature.is_categorical for feature in features)


def _too_few_told(champion: str | None, proposal: Proposal, config: SegmentationConfig) -> TrainingReport:
    left_out = proposal.fit.model.scaler.left_out_
    said = " ".join(left_out[column] for column in config.categorical_columns)
    reason = f"A second segmentation would say nothing about who people are. {said} {_what_stays(champion, config)}"
    return TrainingReport("not enough customers", champion, reason, proposal.customer_count, left_out=left_out)


def _continuation(
    connection: duckdb.DuckDBPyConnection,
    champion: str | None,
    proposal: Proposal,
    customers: pd.DataFrame,
    config: SegmentationConfig,
) -> Continuation:
    stored = read_model(connection, champion) if champion else None
    return continue_from(stored, proposal, customers, highest_promoted_id(connection), config)


def _judged(
    connection: duckdb.DuckDBPyConnection,
    continuation: Continuation,
    customers: pd.DataFrame,
    config: SegmentationConfig,
) -> TrainingReport:
    proposal, choice = continuation.proposal, continuation.proposal.fit.choice
    champion = continuation.champion.version if continuation.champion else None
    told = {
        "customer_count": proposal.customer_count,
        "names": proposal.names,
        "candidates": proposal.fit.candidates,
        "left_out": proposal.fit.model.scaler.left_out_,
        "reassignment": continuation.reassignment,
    }
    if champion and has_same_content(champion, proposal.version):
        reason = f"The segmentation is what model {champion} is already."
        return TrainingReport("unchanged", champion, reason, **told)
    was_withdrawn = is_withdrawn(connection, proposal.version)
    verdicts = judge_promotion(continuation, customers, config, was_withdrawn=was_withdrawn)
    outcome = _OUTCOMES[decide(verdicts)]
    is_promoted = outcome == "promoted"
    return TrainingReport(
        outcome=outcome,
        model_version=proposal.version if is_promoted else champion,
        reason=choice.reason if is_promoted else f"{why(verdicts)} {_what_stays(champion, config)}",
        proposed_version=proposal.version,
        verdicts=verdicts,
        **told,
    )


def _what_stays(champion: str | None, config: SegmentationConfig) -> str:
    if champion:
        return f"Model {champion} stays."
    alone = "RFM segments stand alone" if config.segmentation == "main" else "There is no second segmentation"
    return f"{alone} for now."
