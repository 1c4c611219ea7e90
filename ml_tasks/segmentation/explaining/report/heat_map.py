"""Profiles side by side: what is typical of each segment, coloured by how it differs from everybody."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ml_tasks.segmentation.explaining.report.words import DASH, MEASURES, Measure

# From brown (less than everybody) to teal (more): told apart by people with any colour vision, and dark text is
# readable on all of them.
_LESS = ("#F5E9D3", "#E6CB9B", "#D3A45C")
_MORE = ("#DDF0EE", "#A9D9D3", "#66B8AE")
_STEPS = (1.15, 1.5, 2.5)
_WORDS = ("as everybody", "somewhat", "much", "far")


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: the median in real units, the index against everybody (100), a colour, and words."""

    text: str
    index: str
    colour: str
    words: str


@dataclass(frozen=True)
class Row:
    """One measure: everybody's median, then a cell per segment."""

    label: str
    everybody: str
    cells: Sequence[Cell]


def heat_map(profiles: pd.DataFrame, segment_ids: Sequence[int]) -> list[Row]:
    """Lay out profiles with columns segment_id (NULL: everybody), measure, median, mean; without what nobody has.

    The index is 100 x the segment's mean / everybody's mean, because medians of counts are often zero.
    """
    known = {
        (None if pd.isna(row.segment_id) else int(row.segment_id), row.measure): row
        for row in profiles.itertuples()
        if not pd.isna(row.median)
    }
    return [_row(measure, known, segment_ids) for measure in MEASURES if (None, measure.column) in known]


def _row(measure: Measure, known: dict, segment_ids: Sequence[int]) -> Row:
    everybody = known[None, measure.column]
    cells = []
    for segment_id in segment_ids:
        own = known.get((segment_id, measure.column))
        cells.append(Cell(DASH, "", "transparent", "not measured") if own is None else _cell(measure, own, everybody))
    return Row(measure.label, measure.write(everybody.median), cells)


def _cell(measure: Measure, own, everybody) -> Cell:
    ratio = own.mean / everybody.mean if everybody.mean > 0 and own.mean >= 0 else None
    index = "" if ratio is None else f"{100 * ratio:,.0f}"
    step = _step(ratio)
    side = _MORE if ratio is not None and ratio > 1 else _LESS
    colour = "transparent" if step == 0 else side[step - 1]
    words = _WORDS[step] if step == 0 else f"{_WORDS[step]} {'more' if side is _MORE else 'less'} than everybody"
    return Cell(measure.write(own.median), index, colour, words)


def _step(ratio: float | None) -> int:
    """Give 0 for about as everybody, up to 3 for far from it; a third as much is as far as three times."""
    if ratio is None:
        return 0
    distance = math.inf if ratio == 0 else max(ratio, 1 / ratio)
    return sum(distance > bound for bound in _STEPS)


def legend() -> list[tuple[str, str]]:
    """Colours with what they mean, from least to most."""
    less = [f"index below {100 / bound:.0f}" for bound in reversed(_STEPS)]
    more = [f"above {100 * bound:.0f}" for bound in _STEPS]
    return [*zip(reversed(_LESS), less, strict=True), ("transparent", "about 100"), *zip(_MORE, more, strict=True)]
