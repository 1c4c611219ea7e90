"""The sources as a table for a terminal."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from warehouse.cli import console
from warehouse.status_view import age

if TYPE_CHECKING:
    from orchestration.source_list import SourceLine, SourceList

_MOST_LINES = 20
_KINDS = {
    "new_column": "is new, and kept in _extra",
    "missing_optional_column": "is missing; its values are NULL",
    "missing_required_column": "is missing, and is required: its file was refused",
    "changed_type": "has another type; {count:,} records are in quarantine",
}


def sources_view(found: "SourceList") -> RenderableType:
    """Lay out a line a source and one for each of its entities; then, in words, what waits for somebody."""
    right = ("files", "rows", "rejected", "refused", "schema changes")
    table: Table = console.table("source", "cadence", "promise", "last load (UTC)", *right, right=right)
    for line in found.sources:
        table.add_row(
            Text(line.source, style="bold"),
            line.cadence or "no contract",
            _promise(line),
            _moment(line.last_load_at, found.looked_at),
            *(f"{count:,}" for count in (line.file_count, line.row_count, line.rejected_count)),
            *(f"{len(waiting):,}" if waiting else "" for waiting in (line.refusals, line.schema_changes)),
        )
        for entity in line.entities:
            pending = sum(change["entity"] == entity.entity for change in line.schema_changes)
            table.add_row(
                Text(f"  {entity.entity}"),
                "",
                "",
                _moment(entity.last_loaded_at, None),
                *(f"{count:,}" for count in (entity.file_count, entity.row_count, entity.rejected_count)),
                "",
                f"{pending:,}" if pending else "",
            )
    parts: list[RenderableType] = [table]
    if waiting := [words for line in found.sources for words in _waiting(line)]:
        more = [] if len(waiting) <= _MOST_LINES else [f"and {len(waiting) - _MOST_LINES:,} more: --json lists them"]
        parts += [Text(), *map(Text, waiting[:_MOST_LINES] + more)]
    if found.lock_holder:
        parts += [Text(), Text(f"The build file is held by {found.lock_holder}.")]
    return Group(*parts)


def _promise(line: "SourceLine") -> Text:
    if line.promised_hours is None:
        return Text("")
    promised = f"every {line.promised_hours:g} h"
    if line.due_at is None:
        return Text(promised)
    kept = f"late since {line.due_at:%Y-%m-%d %H:%M}" if line.is_late else "kept"
    return Text(f"{promised}, {kept}", style="bold red" if line.is_late else "")


def _moment(moment: datetime | None, now: datetime | None) -> str:
    if moment is None:
        return "never"
    return f"{moment:%Y-%m-%d %H:%M}" + (f", {age(now - moment)}" if now else "")


def _waiting(line: "SourceLine") -> list[str]:
    return [*line.refusals, *(_drift(line.source, change) for change in line.schema_changes)]


def _drift(source: str, change: dict[str, Any]) -> str:
    said = _KINDS.get(change["kind"], change["kind"]).format(count=change.get("record_count") or 0)
    return f"{source}.{change['entity']}: column {change['column']!r} {said} (first in {change['file']})"
