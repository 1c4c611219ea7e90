"""A small append-only log beside the build file, so that looking never needs the build file's lock."""

import fcntl
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warehouse import durable
from warehouse.errors import EnvironmentFault
from warehouse.settings import Settings


def record(settings: Settings, event: str, **facts: Any) -> None:
    """Append one event, durably. Values that JSON does not know are written as their text.

    Raises
    ------
    EnvironmentFault
        When the system refuses. Half a line, if it got that far, is passed over by readers.
    """
    entry = {"event": event, "at": datetime.now(UTC).isoformat(timespec="milliseconds"), **facts}
    line = json.dumps(entry, default=str).encode() + b"\n"
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        durable.append_line(settings.journal_file, line, 0o644)
    except OSError as error:
        raise EnvironmentFault(f"The journal {settings.journal_file} cannot be written: {error.strerror}.") from error


def shorten(settings: Settings, choose: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> int:
    """Keep the entries that ``choose`` returns of all, in the order of their writing, and return how many went.

    Nobody appends meanwhile, and whoever reads sees the old journal or the new one, also after a crash. The caller
    holds the warehouse's lock.
    """
    file = settings.journal_file
    if not file.exists():
        return 0
    with file.open("rb") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        entries = entries_of(file)
        kept = choose(entries)
        if len(kept) < len(entries):
            write(file, kept)
    return len(entries) - len(kept)


def write(file: Path, entries: list[dict[str, Any]]) -> None:
    """Replace all that a journal's file says, in one step."""
    coming = file.with_name(f".{file.name}.next")
    coming.write_bytes(b"".join(json.dumps(entry).encode() + b"\n" for entry in entries))
    coming.chmod(file.stat().st_mode)
    durable.sync(coming)
    durable.rename(coming, file)


def read(settings: Settings, *events: str) -> list[dict[str, Any]]:
    """Entries oldest first, of the named events or of all; half-written lines are passed over."""
    return entries_of(settings.journal_file, *events)


def entries_of(file: Path, *events: str) -> list[dict[str, Any]]:
    """Read a journal's file, wherever it lies; without one nothing happened."""
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").split("\n")
    except FileNotFoundError:
        return []
    entries = []
    for line in lines:
        try:
            entry = json.loads(line)
        except json.JSONDecodeError:
            continue
        if isinstance(entry, dict) and "event" in entry and (not events or entry["event"] in events):
            entries.append(entry)
    return entries


def moment(text: str) -> datetime:
    """Return an entry's ``at`` as naive UTC."""
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)


def last(settings: Settings, *events: str) -> dict[str, Any] | None:
    """The newest entry of the named events, or None."""
    entries = read(settings, *events)
    return entries[-1] if entries else None
