"""The page: the report's data put into a template, with its pictures drawn in."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ml_tasks.segmentation.explaining.report.candidate_curves import candidate_curves
from ml_tasks.segmentation.explaining.report.customer_map import customer_map
from ml_tasks.segmentation.explaining.report.flows import flows
from ml_tasks.segmentation.explaining.report.heat_map import heat_map, legend
from ml_tasks.segmentation.explaining.report.persona_cards import persona_lines
from ml_tasks.segmentation.explaining.report.points import principal_axes, projected, scaled_points
from ml_tasks.segmentation.explaining.report.reading import ReportData
from ml_tasks.segmentation.explaining.report.review_tables import review_tables
from ml_tasks.segmentation.explaining.report.silhouettes import silhouettes
from ml_tasks.segmentation.explaining.report.theme import GREY, colour_of
from ml_tasks.segmentation.explaining.report.verdict import NOT_PROMOTED, verdict, verdict_label
from ml_tasks.segmentation.explaining.report.words import share

_HERE = Path(__file__).parent
_WIDEST_BAR = 55
_BACKCAST = "Months before the first build are told by today's model, looking back."


def render(data: ReportData) -> str:
    """Give the page's HTML, which needs no other file; the same data give the same bytes."""
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    found = [int(one) for one in data.segments["segment_id"] if one > 0] if data.model else []
    names = dict(zip(data.segments["segment_id"], data.segments["segment_name"], strict=True)) if data.model else {}
    colours = colour_of([int(one) for one in names])
    figures, tables = _figures(data, names, colours), review_tables(data) if data.model else []
    return environment.get_template("page.html.jinja").render(
        css=(_HERE / "page.css").read_text(encoding="utf-8"),
        data=data,
        day=f"{data.as_of:%Y-%m-%d}",
        moment=f"{data.as_of:%Y-%m-%d %H:%M:%S}",
        verdict=verdict(data.model),
        not_promoted=_not_promoted(data),
        tiles=_tiles(data) if data.model else [],
        glance=_glance(data.segments if data.model else data.rfm, colours),
        heat=heat_map(data.profiles, found) if data.model else [],
        heat_names=[names[one] for one in found],
        legend=legend(),
        figures=figures,
        cards=[
            {"name": row.segment_name, "colour": colours[row.segment_id], "lines": persona_lines(row)}
            for row in data.personas.itertuples()
            if row.customer_count > 0
        ],
        tables=tables,
        absent=[
            *((figure["title"], figure["absent"]) for figure in figures if not figure["svg"]),
            *((table["title"], table["absent"]) for table in tables if not table["rows"]),
        ],
    )


def _not_promoted(data: ReportData) -> str:
    newest = data.newest
    if (
        not newest
        or newest["model_version"] == data.model.get("model_version")
        or not pd.isna(newest["promotion_number"])
    ):
        return ""
    return f"A later training, {newest['model_version']}, came to this: {newest['reason']} {NOT_PROMOTED}"


def _tiles(data: ReportData) -> list[dict[str, str]]:
    found = data.segments[data.segments["segment_id"] > 0]
    best = found.iloc[0]
    return [
        {"value": f"{data.segments['customer_count'].sum():,}", "label": "customers"},
        {"value": str(len(found)), "label": "segments, besides those set apart"},
        {"value": verdict_label(data.model), "label": f"verdict; stability {data.model['stability']:.2f} of 1"},
        {"value": share(best["net_spend_share"]), "label": f"of revenue from {best['segment_name']}"},
    ]


def _glance(segments: pd.DataFrame, colours: dict[int, str]) -> list[dict[str, Any]]:
    if segments.empty:
        return []
    widest = max(segments["customer_share"].max(), segments["net_spend_share"].max())
    return [
        {
            "name": row.segment_name,
            "colour": colours.get(getattr(row, "segment_id", 0), GREY),
            "customers": f"{row.customer_count:,}",
            "share": share(row.customer_share),
            "share_width": f"{_WIDEST_BAR * row.customer_share / widest:.1f}",
            "worth": share(row.net_spend_share),
            "worth_width": f"{_WIDEST_BAR * max(row.net_spend_share, 0) / widest:.1f}",
            "marks": getattr(row, "marks", ""),
        }
        for row in segments.itertuples()
        if row.customer_count > 0
    ]


def _figures(data: ReportData, names: dict[int, str], colours: dict[int, str]) -> list[dict[str, str | None]]:
    shown = []
    if data.model and len(data.sample) > 1:
        features = list(data.features["feature"])
        points, ids = scaled_points(data.sample, data.features), data.sample["segment_id"].to_numpy()
        axes = principal_axes(points, features)
        shown += [
            {
                "title": "Customers on a map",
                "text": "Each dot is a customer; near each other are those who buy alike. The two axes are the "
                f"directions in which customers differ most. {_drawn(data)}",
                "svg": customer_map(points, ids, names, axes),
                "absent": "There is nobody to draw.",
            },
            {
                "title": "How clearly the segments part",
                "text": "A blade per segment, its customers from the surest to the least sure. What lies left of 0 "
                "is nearer to another segment. The figure on the right is the segment's average.",
                "svg": silhouettes(projected(points, features, data.components), ids, names),
                "absent": "Fewer than two segments have customers.",
            },
        ]
    shown.append(
        {
            "title": "How many segments?",
            "text": "What training measured for every number of segments that it tried (across). The shaded number, "
            "circled, is the one proposed.",
            "svg": candidate_curves(data.candidates),
            "absent": "No training has compared numbers of segments yet.",
        }
    )
    if data.model:
        shown.append(
            {
                "title": "Who moved where",
                "text": "Customers between month ends, pale where they stayed and strong where they moved. "
                f"{_BACKCAST if 'is_backcast' in data.transitions and data.transitions['is_backcast'].any() else ''}",
                "svg": flows(data.transitions, colours, list(names)) if len(data.transitions) else None,
                "absent": "There is no history to show yet: it takes two month ends.",
            }
        )
    return shown


def _drawn(data: ReportData) -> str:
    everybody = int(data.segments.loc[data.segments["segment_id"] != 0, "customer_count"].sum())
    number = np.minimum(len(data.sample), everybody)
    return f"Drawn: {number:,} of {everybody:,} customers with enough orders."
