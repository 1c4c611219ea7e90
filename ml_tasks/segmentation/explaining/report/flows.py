"""Flows: how many customers went from which segment to which, month by month."""

import numpy as np
import pandas as pd
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from ml_tasks.segmentation.explaining.report.theme import GREY, INK, picture

_GAP = 0.02
_BAR = 0.05
# For the names on either side, as a share of what lies between.
_ROOM = 0.3


def flows(transitions: pd.DataFrame, colours: dict[int, str], order: list[int]) -> str | None:
    """Draw a column a month end and a band a move, as wide as its customers; None without moves.

    Parameters
    ----------
    transitions : DataFrame
        Columns month (the later of the two month ends), from_segment_id, from_segment_name, to_segment_id,
        to_segment_name and customer_count. A retired segment and a new one may have one name: ids tell them apart.
    order
        Ids from top to bottom; others come last.
    """
    moves = transitions[transitions["customer_count"] > 0]
    if moves.empty:
        return None
    months = sorted(moves["month"].unique())
    names = {
        **dict(zip(moves["from_segment_id"], moves["from_segment_name"], strict=True)),
        **dict(zip(moves["to_segment_id"], moves["to_segment_name"], strict=True)),
    }
    ids = [one for one in order if one in names]
    ids += sorted(set(names) - set(ids))
    by_month = [_matrix(moves[moves["month"] == month], ids) for month in months]
    said = f"Moves of customers between segments over {len(months)} months."
    with picture("flows", said, width=10, height=5.6) as drawn:
        axis = drawn.figure.subplots()
        axis.set_axis_off()
        scale = (1 - _GAP * (len(ids) - 1)) / max(matrix.sum() for matrix in by_month)
        for place, matrix in enumerate(by_month):
            _draw_month(axis, place, matrix * scale, [colours.get(one, GREY) for one in ids])
        _draw_heads(axis, months)
        _draw_names(axis, len(months), by_month, scale, [names[one] for one in ids])
        room = _ROOM * len(months)
        axis.set_xlim(-room, len(months) + room)
        axis.set_ylim(-1.02, 0.08)
    return drawn.svg


def _matrix(moves: pd.DataFrame, ids: list[int]) -> np.ndarray:
    table = moves.pivot_table(index="from_segment_id", columns="to_segment_id", values="customer_count", aggfunc="sum")
    return table.reindex(index=ids, columns=ids).fillna(0).to_numpy(dtype=float)


def _starts(heights: np.ndarray) -> np.ndarray:
    """Tops of the bars of a column, downwards from 0 with a gap between two."""
    return -np.concatenate([[0], np.cumsum(heights + _GAP)[:-1]])


def _draw_month(axis, place: int, moves: np.ndarray, colours: list[str]) -> None:
    left, right = _starts(moves.sum(axis=1)), _starts(moves.sum(axis=0))
    for colour, top, height in zip(colours, left, moves.sum(axis=1), strict=True):
        axis.add_patch(Rectangle((place, top - height), _BAR, height, color=colour, lw=0))
    for colour, top, height in zip(colours, right, moves.sum(axis=0), strict=True):
        axis.add_patch(Rectangle((place + 1 - _BAR, top - height), _BAR, height, color=colour, lw=0))
    left, right = left.copy(), right.copy()
    for source, target in np.ndindex(moves.shape):
        height = moves[source, target]
        if height > 0:
            stays = source == target
            band = _band(place + _BAR, place + 1 - _BAR, left[source], right[target], height)
            axis.add_patch(PathPatch(band, color=colours[source], alpha=0.22 if stays else 0.6, lw=0))
            left[source] -= height
            right[target] -= height


def _band(x1: float, x2: float, top1: float, top2: float, height: float) -> Path:
    middle = (x1 + x2) / 2
    curve = [Path.CURVE4] * 3
    return Path(
        [
            *((x1, top1), (middle, top1), (middle, top2), (x2, top2)),
            *((x2, top2 - height), (middle, top2 - height), (middle, top1 - height), (x1, top1 - height)),
            (x1, top1),
        ],
        [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY],
    )


def _draw_heads(axis, months: list) -> None:
    first = pd.Timestamp(months[0])
    heads = [first - pd.offsets.MonthEnd(1), *(pd.Timestamp(month) for month in months)]
    for place, head in enumerate(heads):
        axis.text(place, 0.05, f"{head:%b %Y}", ha="center", va="center", weight="bold", size=9.5)


def _draw_names(axis, right: int, by_month: list[np.ndarray], scale: float, names: list[str]) -> None:
    """Write names and counts beside the outer columns; names of thin bars are moved down so that all can be read."""
    sides = [(-0.04, "right", by_month[0].sum(axis=1)), (right + 0.04, "left", by_month[-1].sum(axis=0))]
    for x, side, counts in sides:
        lowest = np.inf
        for name, top, customers in zip(names, _starts(counts * scale), counts, strict=True):
            if customers > 0:
                lowest = min(top - customers * scale / 2, lowest - 0.036)
                axis.text(x, lowest, f"{name}  {customers:,.0f}", ha=side, va="center", size=9.5, color=INK)
