"""Models and reassignments as tables."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    # Brings pandas, which every command would pay for.
    from ml_tasks.segmentation.keeping.reassignment import Reassignment

_MOST_MOVES = 20

Rows = Sequence[Mapping[str, Any]]


def models_view(champions: Mapping[str, str], models: Rows) -> RenderableType:
    """Lay out all models; a star marks the champion of each segmentation."""
    table = _table("", "model", "segmentation", "as of", "algorithm", "segments", "customers", "last decision")
    for model in models:
        table.add_row(
            "*" if model["model_version"] == champions.get(model["segmentation"]) else "",
            model["model_version"],
            model["segmentation"],
            f"{model['as_of']:%Y-%m-%d %H:%M}",
            model["algorithm"],
            str(model["k"]),
            f"{model['customer_count']:,}",
            model["last_decision"] or "",
        )
    return table


def model_view(facts: Mapping[str, Rows]) -> RenderableType:
    """Lay out what is known of one model."""
    (head,) = facts["head"]
    segments = _table("id", "segment", "customers", "share", "what marks it")
    for row in facts["segments"]:
        count, share = row["customer_count"], row["customer_share"]
        known = ("", "") if count is None else (f"{count:,}", f"{share:.1%}")
        segments.add_row(str(row["segment_id"]), row["segment_name"], *known, row["marks"])
    parts: list[RenderableType] = [
        Text(f"{head['model_version']}: {head['algorithm']}, {head['k']} segments, as of {head['as_of']} UTC"),
        Text(head["reason"]),
        Text(),
        segments,
        Text(),
        _lineage(facts["lineage"]),
    ]
    if facts["moves"]:
        parts += [Text(), _moves(facts["moves"])]
    parts += [Text(), *(Text(f"{row['number']}. {row['action']}: {row['reason']}") for row in facts["decisions"])]
    return Group(*parts)


def reassignment_view(reassignment: "Reassignment") -> RenderableType:
    """Lay out who would change segment, the largest groups first."""
    table = _table("from", "to", "customers", "net spend (USD)")
    changes = [move for move in reassignment.moves if move.is_change]
    for move in changes[:_MOST_MOVES]:
        table.add_row(
            reassignment.name_before(move),
            reassignment.name_after(move),
            f"{move.customer_count:,}",
            f"{move.net_spend_usd:,.2f}",
        )
    return Group(Text(reassignment.summary()), *([table] if changes else []))


def _lineage(rows: Rows) -> RenderableType:
    table = _table("id", "segment", "event", "from", "shared customers", "overlap")
    for row in rows:
        share = row["overlap_share"]
        origin = "" if row["from_segment_id"] is None else str(row["from_segment_id"])
        overlap = "" if share is None else f"{share:.0%}"
        table.add_row(
            str(row["segment_id"]), row["segment_name"], row["event"], origin, f"{row['overlap_count']:,}", overlap
        )
    return table


def _moves(rows: Rows) -> RenderableType:
    table = _table("from", "to", "customers", "net spend (USD)")
    for row in rows[:_MOST_MOVES]:
        ids = str(row["from_segment_id"]), str(row["to_segment_id"])
        table.add_row(*ids, f"{row['customer_count']:,}", f"{row['net_spend_usd']:,.2f}")
    return table


def _table(*titles: str) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for title in titles:
        is_number = title in ("id", "segments", "customers", "share", "net spend (USD)", "shared customers", "overlap")
        table.add_column(title, justify="right" if is_number else "left")
    return table
