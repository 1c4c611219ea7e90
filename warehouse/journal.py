"""A small append-only log beside the build file, so that looking never needs the build file's lock."""

import errno
import json
import os
from datetime import UTC, datetime
from typing import Any

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
        _append(settings, line)
    except OSError as error:
        raise EnvironmentFault(f"The journal {settings.journal_file} cannot be written: {error.strerror}.") from error


def _append(settings: Settings, line: bytes) -> None:
    """Add a line in one write, on a new line even when a crash has left half of one."""
    descriptor = os.open(settings.journal_file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            line = b"\n" + line
        if os.write(descriptor, line) < len(line):
            raise OSError(errno.ENOSPC, "only a part of the line could be written")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(settings: Settings, *events: str) -> list[dict[str, Any]]:
    """Entries oldest first, of the named events or of all; half-written lines are passed over."""
    try:
        lines = settings.journal_file.read_text(encoding="utf-8", errors="replace").split("\n")
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


def last(settings: Settings, *events: str) -> dict[str, Any] | None:
    """The newest entry of the named events, or None."""
    entries = read(settings, *events)
    return entries[-1] if entries else None
