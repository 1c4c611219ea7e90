"""What changed between two publications, as a person reads it: the figures first, then who moved, rows and schema."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from warehouse.diff import PublicationDiff, TableDifference
from warehouse.publication import Publication

_MOST_MOVES = 20


def diff_view(diff: PublicationDiff) -> RenderableType:
    """Lay a difference out; equal publications are one sentence."""
    if not diff.is_any:
        return Text(
            f"Nothing changed from {diff.earlier.version} to {diff.later.version}: "
            "tables, as_of, model and schema are equal."
        )
    parts: list[RenderableType] = [_figures(diff), Text(), *_customers(diff), Text(), _tables(diff)]
    if diff.schema:
        parts += [Text(), Text("schema", style="bold"), *(Text(f"  {change}") for change in diff.schema)]
    return Group(*parts)


def _figures(diff: PublicationDiff) -> Table:
    table = _table("", "earlier", "later")
    was, has_become = diff.totals_earlier, diff.totals_later
    rows = {
        "version": (diff.earlier.version, diff.later.version),
        "as of": (f"{diff.earlier.as_of:%Y-%m-%d %H:%M:%S}", f"{diff.later.as_of:%Y-%m-%d %H:%M:%S}"),
        "build": (diff.earlier.build_id, diff.later.build_id),
        "model": (diff.earlier.model_version or "none", diff.later.model_version or "none"),
        "customers": (was.customer_count, has_become.customer_count),
        "orders": (was.order_count, has_become.order_count),
        "net spend (USD)": (was.net_spend_usd, has_become.net_spend_usd),
    }
    for name, (earlier, later) in rows.items():
        table.add_row(Text(name, style="bold"), _figure(earlier), _figure(later))
    return table


def _customers(diff: PublicationDiff) -> list[RenderableType]:
    lines: list[RenderableType] = []
    if diff.arrivals:
        lines.append(Text(f"{diff.arrivals.new_count:,} customers are new, {diff.arrivals.gone_count:,} are gone."))
    lines += [
        Text(_without_model(publication)) for publication in (diff.earlier, diff.later) if _lacks_model(publication)
    ]
    if diff.segment_column is None:
        return [*lines, Text("The two have no segments in common to compare.")]
    moved = sum(move.customer_count for move in diff.moves)
    lines.append(Text(f"{moved:,} customers changed their segment ({diff.segment_column})."))
    if diff.moves:
        lines.append(_moves(diff))
    return lines


def _lacks_model(publication: Publication) -> bool:
    return publication.model_version is None


def _without_model(publication: Publication) -> str:
    return f"{publication.version} was built without a model: it has no schema segments, only segments by RFM."


def _moves(diff: PublicationDiff) -> Table:
    table = _table("from", "to", "customers", right=["customers"])
    for move in diff.moves[:_MOST_MOVES]:
        table.add_row(Text(move.earlier or "none"), Text(move.later or "none"), f"{move.customer_count:,}")
    if len(diff.moves) > _MOST_MOVES:
        table.caption = f"The {_MOST_MOVES} largest of {len(diff.moves)} moves; --json gives all of them."
    return table


def _tables(diff: PublicationDiff) -> Table:
    """Lay out the rows; those in "only" are not in the other publication, as_of and model_version aside."""
    figures = ["rows earlier", "rows later", "only earlier", "only later"]
    table = _table("table", *figures, right=figures)
    for entry in diff.tables:
        table.add_row(Text(entry.table), *_row(entry))
    return table


def _row(entry: TableDifference) -> list[Text]:
    return [
        _figure(entry.rows_earlier),
        _figure(entry.rows_later),
        _figure(entry.only_earlier),
        _figure(entry.only_later),
    ]


def _figure(value: object) -> Text:
    if value is None:
        return Text("none")
    return Text(str(value) if isinstance(value, str) else f"{value:,}")


def _table(*columns: str, right: list[str] = ()) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return table
