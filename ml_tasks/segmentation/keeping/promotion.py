"""The gate before promotion: what is asked of a model, what was found, and what follows."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd
from sklearn.metrics import silhouette_score
from threadpoolctl import threadpool_limits

from ml_tasks.precision import rounded
from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.finding.sampling import bounded_sample
from ml_tasks.segmentation.keeping.continuing import Continuation
from ml_tasks.segmentation.keeping.keeping_config import KeepingConfig
from warehouse.verdicts import Verdict

Decision = Literal["promoted", "waits", "refused"]

_SUITE = "ml.segment_models"


def judge_promotion(
    continuation: Continuation, customers: pd.DataFrame, config: SegmentationConfig, *, was_withdrawn: bool
) -> list[Verdict]:
    """Ask all that is asked before a model may be promoted: unmet blocks refuse it, unmet warnings call a person."""
    choice, keeping = continuation.proposal.fit.choice, config.keeping
    smallest = _smallest_share(continuation)
    verdicts = [
        _verdict(
            "The segmentation is natural or useful.",
            choice.reason,
            "natural, or stable and useful beyond chance",
            choice.is_acceptable,
        ),
        _verdict(
            "Every segment holds enough customers.",
            f"{smallest:.2%} in the smallest",
            f"at least {keeping.min_segment_share:.2%}",
            smallest >= keeping.min_segment_share,
        ),
    ]
    if continuation.reassignment is not None:
        verdicts += [_as_good(continuation, customers, config), *_few_moves(continuation, keeping)]
    if was_withdrawn:
        verdicts.append(_verdict("Nobody has withdrawn this very model.", "withdrawn", "not withdrawn", False, "warn"))
    if config.segmentation == "profile":
        return [replace(verdict, suite=f"{_SUITE} (profile)") for verdict in verdicts]
    return verdicts


def decide(verdicts: Sequence[Verdict]) -> Decision:
    """Say what follows from the gate's verdicts."""
    unmet = {verdict.severity for verdict in verdicts if not verdict.is_met}
    return "refused" if "block" in unmet else "waits" if unmet else "promoted"


def why(verdicts: Sequence[Verdict]) -> str:
    """Put what was not met into one line."""
    return " ".join(
        f"{verdict.expectation} Observed: {verdict.observed.rstrip('.')}; asked: {verdict.threshold}."
        for verdict in verdicts
        if not verdict.is_met
    )


def _as_good(continuation: Continuation, customers: pd.DataFrame, config: SegmentationConfig) -> Verdict:
    """Compare mean silhouettes of both models' labels of the same customers, in the new model's space."""
    both = (continuation.labels > 0) & (continuation.former_labels > 0)
    rows = np.flatnonzero(both)
    rows = rows[bounded_sample(len(rows), config.keeping.silhouette_sample, config.seed)]
    points = continuation.proposal.fit.model.points(customers.iloc[rows])
    new, former = (_silhouette(points, labels[rows]) for labels in (continuation.labels, continuation.former_labels))
    least = former - config.keeping.max_silhouette_loss
    return _verdict(
        "It parts today's customers at least as well as the champion, within a tolerance.",
        f"silhouette {new:.3f}, the champion's {former:.3f}",
        f"at least {least:.3f}",
        new >= least,
    )


def _silhouette(points: np.ndarray, labels: np.ndarray) -> float:
    if not 1 < len(np.unique(labels)) < len(labels):
        return -1.0
    with threadpool_limits(1):
        return float(rounded(silhouette_score(points, labels)))


def _few_moves(continuation: Continuation, keeping: KeepingConfig) -> list[Verdict]:
    shares = {
        "the customers": continuation.reassignment.customer_share,
        "the net spend": continuation.reassignment.spend_share,
    }
    return [
        _verdict(
            f"A small share of {of_what} changes segment, or a person approves.",
            f"{share:.1%}",
            f"at most {keeping.max_reassigned_share:.0%}",
            share <= keeping.max_reassigned_share,
            "warn",
        )
        for of_what, share in shares.items()
    ]


def _smallest_share(continuation: Continuation) -> float:
    proposal = continuation.proposal
    sizes = [proposal.segment_sizes.get(segment_id, 0) for segment_id in proposal.fit.model.segment_ids]
    return min(sizes) / proposal.customer_count


def _verdict(expectation: str, observed: str, threshold: str, is_met: bool, severity: str = "block") -> Verdict:
    return Verdict(
        gate="promotion",
        suite=_SUITE,
        expectation=expectation,
        column_name=None,
        observed=observed,
        threshold=threshold,
        severity=severity,
        is_met=bool(is_met),
    )
