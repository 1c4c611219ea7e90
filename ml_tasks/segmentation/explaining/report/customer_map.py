"""The map: customers as dots, near each other when they buy alike."""

import numpy as np

from ml_tasks.segmentation.explaining.report.points import Axes
from ml_tasks.segmentation.explaining.report.theme import GREY, INK, colour_of, marker_of, picture

_NAME_HEIGHT = 0.055


def customer_map(points: np.ndarray, segment_ids: np.ndarray, names: dict[int, str], axes: Axes) -> str | None:
    """Draw customers on two axes, coloured by segment; None without any.

    Parameters
    ----------
    points : ndarray of shape (n_customers, n_features)
        Scaled features; 0 (too few orders) is not drawn, -1 (unlike the rest) is a grey cross.
    """
    shown = segment_ids != 0
    if not shown.any():
        return None
    places, ids = points[shown] @ axes.weights.T, segment_ids[shown]
    present = sorted({int(segment_id) for segment_id in ids if segment_id > 0})
    colours, markers = colour_of(present), marker_of(present)
    said = f"Map of {len(places):,} customers by segment: {', '.join(names[segment_id] for segment_id in present)}."
    with picture("customer_map", said, width=10, height=6.4) as drawn:
        axis = drawn.figure.subplots()
        for segment_id in present:
            own = places[ids == segment_id]
            axis.scatter(*own.T, s=13, alpha=0.6, lw=0, color=colours[segment_id], marker=markers[segment_id])
        axis.scatter(*places[ids < 0].T, s=26, color=INK, marker="x", lw=1, label=names.get(-1))
        _frame(axis, places, axes)
        for segment_id, (x, y) in _name_places(axis, places, ids, present).items():
            text = axis.text(x, y, names[segment_id], ha="center", va="center", weight="bold", size=10.5)
            text.set_bbox({"fc": "white", "ec": colours[segment_id], "lw": 1.5, "boxstyle": "round,pad=0.3"})
        if (ids < 0).any():
            axis.legend(loc="lower right", frameon=False, handletextpad=0.2)
    return drawn.svg


def _frame(axis, places: np.ndarray, axes: Axes) -> None:
    low, high = np.quantile(places, [0.002, 0.998], axis=0)
    room = 0.06 * (high - low) + 1e-9
    axis.set_xlim(low[0] - room[0], high[0] + room[0])
    axis.set_ylim(low[1] - room[1], high[1] + room[1])
    axis.set_xticks([])
    axis.set_yticks([])
    axis.spines[["left", "bottom"]].set_color(GREY)
    axis.set_xlabel(f"{axes.labels[0]}  →", loc="right")
    axis.set_ylabel(f"{axes.labels[1]}  →", loc="top")


def _name_places(axis, places: np.ndarray, ids: np.ndarray, present: list[int]) -> dict[int, tuple[float, float]]:
    """Put each name at its segment's middle, and move names apart upwards where two would overlap."""
    (left, right), (bottom, top) = axis.get_xlim(), axis.get_ylim()
    middles = {segment_id: np.median(places[ids == segment_id], axis=0) for segment_id in present}
    placed: dict[int, tuple[float, float]] = {}
    for segment_id in sorted(present, key=lambda one: middles[one][1]):
        x, y = middles[segment_id]
        for other_x, other_y in sorted(placed.values(), key=lambda place: place[1]):
            is_beside = abs(x - other_x) > 0.3 * (right - left)
            if not is_beside and abs(y - other_y) < _NAME_HEIGHT * (top - bottom):
                y = other_y + _NAME_HEIGHT * (top - bottom)
        placed[segment_id] = (float(np.clip(x, left + 0.12 * (right - left), right - 0.12 * (right - left))), float(y))
    return placed
