"""What is typical of a segment, in real units and against everybody."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Measure:
    """A segment's typical value of one column, beside the population's.

    ``rank`` is the share of customers below the segment's median, ties counted half: 0.5 is ordinary, whatever the
    unit or the skew. It means the same for a column whose population median is 0, where a ratio would not exist.
    """

    median: float
    population_median: float
    rank: float


@dataclass(frozen=True)
class SegmentProfile:
    """Measures of one segment by column; columns that are NULL for all of its members are absent."""

    segment_id: int
    customer_count: int
    measures: dict[str, Measure]


def profile_segments(customers: pd.DataFrame, segment_ids: pd.Series, columns: Iterable[str]) -> list[SegmentProfile]:
    """Profile segments 1..k against all given customers; outliers count in the population and get no profile."""
    columns = [column for column in columns if customers[column].notna().any()]
    population = {column: np.sort(customers[column].dropna().to_numpy(dtype=float)) for column in columns}
    clusters = customers.groupby(segment_ids.where(segment_ids > 0))
    return [
        SegmentProfile(
            segment_id=int(segment_id),
            customer_count=len(members),
            measures={
                column: _measure(float(members[column].median()), population[column])
                for column in columns
                if members[column].notna().any()
            },
        )
        for segment_id, members in clusters
    ]


def _measure(median: float, population: np.ndarray) -> Measure:
    below, up_to = np.searchsorted(population, median, "left"), np.searchsorted(population, median, "right")
    return Measure(median, float(np.median(population)), float((below + up_to) / 2 / len(population)))
