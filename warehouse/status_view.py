"""A status as a person reads it at a terminal."""

from datetime import UTC, datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from warehouse.status import Status


def status_view(status: Status) -> RenderableType:
    """Lay a status out: what is published first, then what stands behind it, then what happened lately."""
    parts: list[RenderableType] = [_headline(status)]
    if status.verdicts:
        parts += [Text(), *_gates(status)]
    if status.sources:
        parts += [Text(), _sources(status)]
    if status.builds or status.loads:
        parts += [Text(), _events(status)]
    return Group(*parts)


def _headline(status: Status) -> RenderableType:
    lines = Table.grid(padding=(0, 2))
    current = status.current
    facts = {"home": str(status.home)}
    if current is None:
        facts["published"] = "nothing yet; `segmart run` publishes"
    else:
        facts["published"] = f"{current.version}, at {current.published_at:%Y-%m-%d %H:%M:%S} UTC"
        facts["as of"] = f"{current.as_of:%Y-%m-%d %H:%M:%S} UTC (build {current.build_id})"
        facts["model"] = current.model_version or "none: RFM segments only"
    if status.pinned:
        facts["pinned"] = f"{status.pinned}; scheduled runs publish nothing until `segmart publish`"
    if status.versions:
        facts["versions kept"] = "\n".join(reversed(status.versions))
    if status.refusals:
        facts["refused"] = "\n".join(status.refusals)
    facts["build file"] = f"held by {status.lock_holder}" if status.lock_holder else "free"
    for name, fact in facts.items():
        lines.add_row(Text(name, style="bold"), Text(fact))
    return lines


def _gates(status: Status) -> list[RenderableType]:
    unmet = [verdict for verdict in status.verdicts if not verdict.is_met]
    headline = Text(f"gates: {len(status.verdicts) - len(unmet)} expectations met, {len(unmet)} not", style="bold")
    if not unmet:
        return [headline]
    table = _table("severity", "gate", "suite", "expectation", "column", "observed", "asked")
    for verdict in unmet:
        cells = (verdict.severity, verdict.gate, verdict.suite, verdict.expectation, verdict.column_name)
        _add(table, *cells, verdict.observed, verdict.threshold)
    return [headline, table]


def _sources(status: Status) -> Table:
    table = _table("source", "last load in it (UTC)", "promised", "files", "rows", "rows in quarantine")
    now = datetime.now(UTC).replace(tzinfo=None)
    for source in status.sources:
        loaded_at = f"{source.last_loaded_at:%Y-%m-%d %H:%M:%S}" if source.last_loaded_at else "never"
        promised = "" if source.promised_hours is None else f"every {source.promised_hours:g} h"
        promised += ", late" if source.is_late(now) else ""
        _add(table, source.source, loaded_at, promised, source.file_count, source.row_count, source.rejected_count)
    return table


def _events(status: Status) -> Table:
    table = _table("when (UTC)", "what happened lately")
    for entry in sorted([*status.builds, *status.loads], key=lambda entry: entry["at"]):
        _add(table, entry["at"][:19].replace("T", " "), _sentence(entry))
    return table


def _sentence(entry: dict[str, Any]) -> str:
    if entry["event"] == "build_ended":
        message = f": {entry['message']}" if entry.get("message") else ""
        return f"build {entry.get('build_id')} as of {entry.get('as_of')} {entry.get('state')}{message}"
    rejected = f", {entry['rejected']:,} in quarantine" if entry.get("rejected") else ""
    refused = f"; refused {', '.join(entry['refused_files'])}" if entry.get("refused_files") else ""
    return f"{entry.get('source')} loaded {entry.get('rows', 0):,} rows{rejected}{refused}"


def _table(*headings: str) -> Table:
    table = Table()
    for heading in headings:
        table.add_column(heading)
    return table


def _add(table: Table, *cells: object) -> None:
    table.add_row(
        *(Text("" if cell is None else f"{cell:,}" if isinstance(cell, int) else str(cell)) for cell in cells)
    )
