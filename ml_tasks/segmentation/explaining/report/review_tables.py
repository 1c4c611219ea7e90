"""Tables for whoever reviews a segmentation: drift, what became of the segments, fairness, and why the names."""

from typing import Any

import pandas as pd

from ml_tasks.segmentation.explaining.report.reading import ReportData
from ml_tasks.segmentation.explaining.report.words import DASH, share, short_name

Table = dict[str, Any]

_MEASURES = {
    "psi": "distribution of",
    "centroid_shift": "centre of",
    "segment_share": "size of",
    "far_share": "customers unlike all segments",
}
_DISPARITY = (0.8, 1.25)
_UNSEEN = (
    "Who is over- and under-represented",
    "Age, gender and region do not shape the segments; they may follow from them all the same.",
)
_SEEN = (
    "Who is over- and under-represented in the second segmentation",
    "It may look at who people are, so that differences are to be expected.",
)
_SHOWN = 12
# Fewer people than this might be told who they are.
_FEWEST = 10


def review_tables(data: ReportData) -> list[Table]:
    """Give the tables in the order of the page; those without rows say why."""
    names = dict(zip(data.names["segment_id"], data.names["segment_name"], strict=True))
    tables = [_drift(data.drift, names), _lineage(data.lineage), _fairness(data.fairness, names, _UNSEEN)]
    if len(data.profile_segments):
        named = dict(zip(data.profile_segments["segment_id"], data.profile_segments["segment_name"], strict=True))
        tables += [_profile_segments(data.profile_segments), _fairness(data.profile_fairness, named, _SEEN)]
    return [*tables, _naming(data.names)]


def _table(title: str, text: str, heads: list[str], rows: list[tuple[list[str], bool]], absent: str) -> Table:
    marked = [{"cells": cells, "is_marked": is_marked} for cells, is_marked in rows]
    return {"title": title, "text": text, "heads": heads, "rows": marked, "absent": absent}


def _drift(drift: pd.DataFrame, names: dict[int, str]) -> Table:
    rows = []
    if len(drift):
        ordered = drift.assign(ratio=drift["value"] / drift["bound"]).sort_values(
            ["is_crossed", "ratio", "measure"], ascending=[False, False, True], kind="stable"
        )
        for row in ordered.head(_SHOWN).to_dict("records"):
            state = "crossed" if row["is_crossed"] else "within"
            rows.append(
                ([_drifting(row, names), _number(row["value"]), _number(row["bound"]), state], row["is_crossed"])
            )
    return _table(
        "Does the model still fit?",
        "How far today's customers have moved from those whom the model was trained on, the farthest first. A crossed "
        "bound wakes a new training.",
        ["What", "Now", "Bound", ""],
        rows,
        "No drift was measured for this model yet.",
    )


def _drifting(row: dict[str, Any], names: dict[int, str]) -> str:
    words = _MEASURES.get(row["measure"], str(row["measure"]).replace("_", " "))
    if not _is_missing(row.get("feature")):
        return f"{words} {short_name(row['feature'])}"
    return words if _is_missing(row.get("segment_id")) else f"{words} {names.get(int(row['segment_id']), DASH)}"


def _lineage(lineage: pd.DataFrame) -> Table:
    rows = []
    is_first = lineage.empty or (lineage["event"] == "born").all()
    for row in [] if is_first else lineage.to_dict("records"):
        source = DASH if _is_missing(row["from_segment_id"]) else f"segment {int(row['from_segment_id'])}"
        overlap = DASH if _is_missing(row["overlap_share"]) else share(row["overlap_share"])
        cells = [str(int(row["segment_id"])), row["segment_name"], row["event"], source, overlap]
        rows.append((cells, row["event"] != "kept"))
    return _table(
        "What became of the segments",
        "Compared with the model before: which segments were kept, split, merged, born or retired.",
        ["Segment", "Name", "Event", "Came from", "Customers in common"],
        rows,
        "There is no model before this one to compare with.",
    )


def _profile_segments(segments: pd.DataFrame) -> Table:
    rows = [
        ([row.segment_name, f"{row.customer_count:,}", share(row.customer_share), row.marks], False)
        for row in segments.itertuples()
    ]
    return _table(
        "The second segmentation",
        "Found beside the first, with features that may be demographic. Nothing else in this report is about it.",
        ["Segment", "Customers", "Share", "What marks it"],
        rows,
        "",
    )


def _fairness(fairness: pd.DataFrame, names: dict[int, str], said: tuple[str, str]) -> Table:
    title, text = said
    rows = []
    if len(fairness):
        low, high = _DISPARITY
        is_unknown = fairness["value"] == "unknown"
        unknown = fairness[is_unknown].set_index(["attribute", "segment_id"])["share"]
        found = fairness[(fairness["segment_id"] > 0) & ~is_unknown]
        told = found[(found["disparity"] < low) | (found["disparity"] > high)]
        # By people rather than by ratio, which is farthest from 1 where a handful is missing.
        far = told.assign(far=(told["share"] - told["base_share"]).abs())
        for row in far.sort_values("far", ascending=False, kind="stable").head(_SHOWN).to_dict("records"):
            segment = names.get(int(row["segment_id"]), DASH)
            group = f"{row['attribute'].replace('_', ' ')}: {row['value']}"
            own = [share(row["share"]), share(row["base_share"]), f"{row['disparity']:.2f}"]
            if row["customer_count"] < _FEWEST:
                own = [f"fewer than {_FEWEST} people", share(row["base_share"]), DASH]
            silent = unknown.get((row["attribute"], row["segment_id"]))
            rows.append(([segment, group, *own, DASH if silent is None else share(silent)], False))
    return _table(
        title,
        f"{text} Groups whose share in a segment is below {_DISPARITY[0]} or above {_DISPARITY[1]} times their share "
        "among all, the largest difference first: for a person to judge before a segment decides on an offer. Shares "
        "are of those who told; the last column says how many of the segment did not.",
        ["Segment", "Group", "In the segment", "Among all", "Ratio", "Not known"],
        rows,
        "No group is far from its share among all customers."
        if len(fairness)
        else "No figures were computed for this model.",
    )


def _naming(names: pd.DataFrame) -> Table:
    rows = [
        ([row.segment_name, str(row.naming_rule or DASH)], False) for row in names.itertuples() if row.segment_id > 0
    ]
    return _table(
        "Why they are called so",
        "The rule that gave each name, and what it saw when the model was trained.",
        ["Segment", "Rule"],
        rows,
        "No segment has a name.",
    )


def _is_missing(value: Any) -> bool:
    return value is None or bool(pd.isna(value))


def _number(value: float) -> str:
    return DASH if _is_missing(value) else f"{value:.2f}"
