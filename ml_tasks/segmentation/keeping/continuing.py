"""A proposal under the champion's ids and names: the same segment stays the same number, and never means another."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.explaining.naming import name_segments
from ml_tasks.segmentation.explaining.profiles import profile_segments
from ml_tasks.segmentation.explaining.traits import name_by_traits, without_traits
from ml_tasks.segmentation.keeping.kept_names import keep_names
from ml_tasks.segmentation.keeping.matching import Descent, match_segments
from ml_tasks.segmentation.keeping.reassignment import Reassignment, reassign
from ml_tasks.segmentation.keeping.stored_model import StoredModel, can_score
from ml_tasks.segmentation.keeping.versioning import model_version
from ml_tasks.segmentation.proposal import Proposal
from ml_tasks.segmentation.segment_model import INSUFFICIENT_DATA, SegmentModel


@dataclass(frozen=True)
class Continuation:
    """A proposal with its final ids, and what it means for those who have segments already.

    ``labels`` and ``former_labels`` are the customers' segments by the proposal and by the champion; without one
    ``champion``, ``former_labels`` and ``reassignment`` are None, and every segment is born.
    """

    proposal: Proposal
    champion: StoredModel | None
    labels: np.ndarray
    former_labels: np.ndarray | None
    descents: list[Descent]
    reassignment: Reassignment | None

    @property
    def names(self) -> dict[int, str]:
        """Names of the proposal's segments by id."""
        return {name.segment_id: name.name for name in self.proposal.names}

    def lineage_rows(self) -> list[dict[str, Any]]:
        """Rows of ``ml.segment_lineage``."""
        names = ({} if self.champion is None else self.champion.names) | self.names
        previous = None if self.champion is None else self.champion.version
        return [
            {
                "model_version": self.proposal.version,
                "previous_version": previous,
                "segment_name": names.get(descent.segment_id, "without a name"),
                **vars(descent),
            }
            for descent in self.descents
        ]

    def reassignment_rows(self) -> list[dict[str, Any]]:
        """Rows of ``ml.model_reassignments``."""
        if self.reassignment is None:
            return []
        versions = {"model_version": self.proposal.version, "previous_version": self.champion.version}
        return [{**versions, **vars(move)} for move in self.reassignment.moves]


def continue_from(
    champion: StoredModel | None,
    proposal: Proposal,
    customers: pd.DataFrame,
    highest_id: int,
    config: SegmentationConfig,
) -> Continuation:
    """Match a proposal's segments to the champion's by today's customers, and give it their ids and names.

    ``highest_id`` is the highest that a promoted model ever gave; new segments are numbered from there, also where
    there is no champion because later data were learned from first.
    A champion of features that are no longer measured has nothing in common with anything.
    """
    if champion is None:
        ids = {segment_id: highest_id + segment_id for segment_id in proposal.fit.model.segment_ids}
        first = _renamed(proposal, _renumbered(proposal.fit.model, ids), {}, customers, config)
        born = [Descent(segment_id, "born") for segment_id in ids.values()]
        return Continuation(first, None, _labels(first.fit.model, customers), None, born, None)
    labels = _labels(proposal.fit.model, customers)
    is_comparable = can_score(champion.model, customers)
    former = _labels(champion.model, customers) if is_comparable else np.full(len(customers), INSUFFICIENT_DATA)
    matching = match_segments(
        former,
        labels,
        champion.model.segment_ids,
        proposal.fit.model.segment_ids,
        first_free_id=highest_id + 1,
        config=config.keeping,
    )
    model = _renumbered(proposal.fit.model, matching.ids)
    kept = {descent.segment_id for descent in matching.descents if descent.event == "kept"}
    earlier = {segment_id: without_traits(name) for segment_id, name in champion.names.items() if segment_id in kept}
    renamed = _renamed(proposal, model, earlier, customers, config)
    continuation = Continuation(renamed, champion, _labels(model, customers), former, matching.descents, None)
    spend = customers["net_spend_usd"].to_numpy(dtype=float)
    return replace(
        continuation,
        reassignment=reassign(former, continuation.labels, spend, champion.names, continuation.names),
    )


def _labels(model: SegmentModel, customers: pd.DataFrame) -> np.ndarray:
    return model.assign(customers)["segment_id"].to_numpy(dtype=int)


def _renumbered(model: SegmentModel, ids: dict[int, int]) -> SegmentModel:
    """Give the model its ids, in whose order its rows come."""
    order = sorted(range(len(model.segment_ids)), key=lambda row: ids[model.segment_ids[row]])
    return replace(
        model,
        segment_ids=tuple(ids[model.segment_ids[row]] for row in order),
        prototypes=model.prototypes[order],
        variances=None if model.variances is None else model.variances[order],
        penalties=None if model.penalties is None else model.penalties[order],
    )


def _renamed(
    proposal: Proposal,
    model: SegmentModel,
    earlier: dict[int, str],
    customers: pd.DataFrame,
    config: SegmentationConfig,
) -> Proposal:
    segment_ids = model.assign(customers)["segment_id"]
    profiles = profile_segments(customers, segment_ids, config.measured_columns)
    names = keep_names(name_segments(profiles), profiles, earlier)
    names = name_by_traits(names, customers, segment_ids, config.categorical_columns)
    return replace(
        proposal,
        fit=replace(proposal.fit, model=model),
        version=model_version(proposal.as_of, model, names, config.segmentation),
        names=names,
        segment_sizes=segment_ids.value_counts().to_dict(),
    )
