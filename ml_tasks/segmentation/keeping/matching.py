"""Which of a new model's segments are earlier ones: members decide, by both models' labels of the same customers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import linear_sum_assignment

from ml_tasks.segmentation.keeping.keeping_config import KeepingConfig

Event = Literal["kept", "split", "merged", "born", "retired"]


@dataclass(frozen=True)
class Descent:
    """What became of one segment: see the comments of ``ml.segment_lineage``."""

    segment_id: int
    event: Event
    from_segment_id: int | None = None
    overlap_count: int = 0
    overlap_share: float | None = None


@dataclass(frozen=True)
class Matching:
    """A new id for each of the new model's segments, and how new and earlier ones hang together."""

    ids: dict[int, int]
    descents: list[Descent]


def match_segments(
    old_labels: np.ndarray,
    new_labels: np.ndarray,
    old_ids: Sequence[int],
    new_ids: Sequence[int],
    *,
    first_free_id: int,
    config: KeepingConfig | None = None,
) -> Matching:
    """Match new segments to old ones by the members that they share (Hungarian method on Jaccard coefficients).

    A pair is the same segment when the coefficient reaches ``min_kept_overlap``. All other new segments get ids from
    ``first_free_id`` on, in their order, so that no id ever means two things.

    Parameters
    ----------
    old_labels, new_labels : ndarray of shape (n_customers,)
        Labels of the same customers by either model; what is not among the ids (outliers) is no member of anything.
    """
    config = config or KeepingConfig()
    if len(new_ids) == 0:
        return Matching({}, [])
    table = _Overlaps(old_labels, new_labels, old_ids, new_ids)
    kept = {
        table.new_ids[column]: table.old_ids[row]
        for row, column in zip(*linear_sum_assignment(-table.jaccard), strict=True)
        if table.jaccard[row, column] >= config.min_kept_overlap
    }
    unknown = [segment for segment in new_ids if segment not in kept]
    ids = kept | {segment: first_free_id + place for place, segment in enumerate(unknown)}
    descents = [
        table.descent(kept[segment], segment, ids, "kept")
        if segment in kept
        else table.origin(segment, ids, config.min_origin_share)
        for segment in new_ids
    ]
    gone = [segment for segment in old_ids if segment not in kept.values()]
    descents += [table.destination(segment, ids, config.min_origin_share) for segment in gone]
    return Matching(ids, sorted(descents, key=lambda descent: (descent.segment_id, descent.from_segment_id or 0)))


class _Overlaps:
    """Members in common of every old (row) and new (column) segment."""

    def __init__(
        self, old_labels: np.ndarray, new_labels: np.ndarray, old_ids: Sequence[int], new_ids: Sequence[int]
    ) -> None:
        self.old_ids, self.new_ids = list(old_ids), list(new_ids)
        is_old = np.asarray(old_labels)[:, None] == np.array(self.old_ids, dtype=int)
        is_new = np.asarray(new_labels)[:, None] == np.array(self.new_ids, dtype=int)
        self.shared = is_old.T.astype(float) @ is_new.astype(float)
        self.old_sizes, self.new_sizes = is_old.sum(axis=0), is_new.sum(axis=0)
        either = self.old_sizes[:, None] + self.new_sizes - self.shared
        self.jaccard = self.shared / np.maximum(either, 1)

    def descent(self, old: int, new: int, ids: dict[int, int], event: Event) -> Descent:
        place = self.old_ids.index(old), self.new_ids.index(new)
        return Descent(ids[new], event, old, int(self.shared[place]), float(self.jaccard[place]))

    def origin(self, new: int, ids: dict[int, int], min_share: float) -> Descent:
        column = self.new_ids.index(new)
        most = _most(self.shared[:, column], self.new_sizes[column], min_share)
        return Descent(ids[new], "born") if most is None else self.descent(self.old_ids[most], new, ids, "split")

    def destination(self, old: int, ids: dict[int, int], min_share: float) -> Descent:
        row = self.old_ids.index(old)
        most = _most(self.shared[row], self.old_sizes[row], min_share)
        return Descent(old, "retired") if most is None else self.descent(old, self.new_ids[most], ids, "merged")


def _most(shared: np.ndarray, size: int, min_share: float) -> int | None:
    """Place of the largest, if it holds more than ``min_share`` of the members."""
    if len(shared) == 0 or shared.max() <= min_share * size:
        return None
    return int(shared.argmax())
