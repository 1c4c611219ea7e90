"""A status as a page of text: is it healthy, how old is it, what is wrong, and then the rest."""

from datetime import datetime, timedelta

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from warehouse import journal
from warehouse.promises import Trouble
from warehouse.status import Status

PAGE_WIDTH = 100
_LONGEST_LINE = 400
_MOST_LINES = 5
_MOST_VERDICTS = 8
_UNITS = (("year", 365 * 86400), ("day", 86400), ("hour", 3600), ("minute", 60))


def status_view(status: Status) -> RenderableType:
    """Lay a status out for a page of ``PAGE_WIDTH`` columns."""
    parts: list[RenderableType] = [_verdict(status), Text(), _ages(status)]
    if status.troubles:
        parts += [Text(), Text("What is wrong", style="bold"), *map(_trouble, status.troubles)]
    parts += [Text(), _facts(status)]
    if status.sources:
        parts += [Text(), _sources(status)]
    if status.builds:
        parts += [Text(), _builds(status)]
    if status.loads:
        parts += [Text(), _loads(status)]
    return Group(*parts)


def _verdict(status: Status) -> Text:
    if status.is_healthy:
        return Text("Healthy.", style="bold green")
    return Text(f"Not healthy: {', '.join(trouble.key for trouble in status.troubles)}.", style="bold red")


def _ages(status: Status) -> Table:
    current = status.current
    if current is None:
        return _grid({"published": "nothing yet"})
    return _grid(
        {
            "as of": _with_age(current.as_of, status.looked_at),
            "published": f"{_with_age(current.published_at, status.looked_at)}, version {current.version}",
        }
    )


def _trouble(trouble: Trouble) -> RenderableType:
    since = f" (since {trouble.since:%Y-%m-%d %H:%M} UTC)" if trouble.since else ""
    lines = [
        Text(f"- {trouble.key}{since}"),
        *map(Text, _first_lines(trouble.what)),
        Text(f"To do: {trouble.to_do}"),
    ]
    return Group(_indented(lines[0], 2), *(_indented(line, 4) for line in lines[1:]))


def _indented(line: Text, columns: int) -> Padding:
    return Padding(line, (0, 0, 0, columns), expand=False)


def _facts(status: Status) -> Table:
    facts = {"home": str(status.home)}
    if status.current is not None:
        facts["model"] = status.current.model_version or "none: RFM segments only"
        facts["gates"] = _gates(status)
    if status.waiting_models:
        facts["waits for approval"] = ", ".join(f"model {version}" for version in status.waiting_models)
    if status.versions:
        facts["versions"] = ", ".join(reversed(status.versions))
    facts["build file"] = f"held by {status.lock_holder}" if status.lock_holder else "free"
    return _grid(facts)


def _gates(status: Status) -> str:
    unmet = [verdict for verdict in status.verdicts if not verdict.is_met]
    said = [f"{len(status.verdicts) - len(unmet)} expectations met, {len(unmet)} not"]
    said += [
        f"{verdict.severity}: {verdict.suite}{f'.{verdict.column_name}' if verdict.column_name else ''}: "
        f"{verdict.expectation} (observed {verdict.observed}, expected {verdict.threshold})"
        for verdict in unmet[:_MOST_VERDICTS]
    ]
    if len(unmet) > _MOST_VERDICTS:
        said.append(f"and {len(unmet) - _MOST_VERDICTS} more: see the Data Docs")
    return "\n".join(said)


def _sources(status: Status) -> Table:
    table = _table("source", "newest load that readers see", "promised", ">files", ">rows", ">in quarantine")
    for source in status.sources:
        seen = _with_age(source.last_loaded_at, status.looked_at) if source.is_published else "none"
        promised = "" if source.promised_hours is None else f"every {source.promised_hours:g} h"
        late = ", late" if source.is_late(status.looked_at) else ""
        _add(
            table, source.source, seen, f"{promised}{late}", source.file_count, source.row_count, source.rejected_count
        )
    return table


def _builds(status: Status) -> Table:
    """List the last builds, newest first; figures are those that the publication has."""
    table = _table("build", "ended (UTC)", "state", "built", ">took", ">worked", ">waited for the lock", ">rows")
    figures = {build.build_id: build for build in status.figures}
    for entry in reversed(status.builds):
        known = figures.get(entry["build_id"])
        cells: list[object] = [entry["build_id"], _minute(journal.moment(entry["at"])), entry["state"]]
        if known is not None:
            seconds = (known.seconds, known.work_seconds, known.lock_wait_seconds)
            cells += [known.selection or "", *map(_duration, seconds), known.row_count]
        _add(table, *cells, *[None] * (len(table.columns) - len(cells)))
    return table


def _loads(status: Status) -> Table:
    table = _table("loaded (UTC)", "source", ">rows", ">in quarantine", "refused files")
    for entry in reversed(status.loads):
        refused = ", ".join(entry.get("refused_files") or [])
        _add(
            table,
            _minute(journal.moment(entry["at"])),
            entry["source"],
            entry.get("rows"),
            entry.get("rejected"),
            refused,
        )
    return table


def _grid(facts: dict[str, str]) -> Table:
    lines = Table.grid(padding=(0, 2))
    lines.add_column(min_width=10, no_wrap=True)
    lines.add_column(overflow="fold")
    for name, fact in facts.items():
        lines.add_row(Text(name, style="bold"), Text(fact))
    return lines


def _table(*headings: str) -> Table:
    """Make a table; a heading that begins with ``>`` stands over numbers."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in headings:
        is_number = heading.startswith(">")
        table.add_column(heading.lstrip(">"), justify="right" if is_number else "left", overflow="fold")
    return table


def _add(table: Table, *cells: object) -> None:
    table.add_row(
        *(Text("" if cell is None else f"{cell:,}" if isinstance(cell, int) else str(cell)) for cell in cells)
    )


def _with_age(moment: datetime | None, now: datetime) -> str:
    return f"{_minute(moment)} UTC, {age(now - moment)}" if moment else "never"


def age(elapsed: timedelta) -> str:
    """Say how long ago something was, in its largest whole unit."""
    seconds = elapsed.total_seconds()
    for unit, length in _UNITS:
        if count := int(seconds // length):
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now" if seconds >= 0 else "in the future"


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, seconds = divmod(round(seconds), 60)
    return f"{minutes} min {seconds} s"


def _first_lines(text: str) -> list[str]:
    """Cut what would fill the page: a home may have hundreds of refused files, and dbt tells long stories."""
    lines = text.splitlines()
    shown = [line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…" for line in lines[:_MOST_LINES]]
    return (
        shown if len(lines) <= _MOST_LINES else [*shown, f"and {len(lines) - _MOST_LINES} more: segmart status --json"]
    )


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
