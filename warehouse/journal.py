"""A small append-only log beside the build file, so that looking never needs the build file's lock."""

import json
import os
from datetime import UTC, datetime
from typing import Any

from warehouse.settings import Settings


def record(settings: Settings, event: str, **facts: Any) -> None:
    """Append one event. Values that JSON does not know are written as their text."""
    entry = {"event": event, "at": datetime.now(UTC).isoformat(timespec="milliseconds"), **facts}
    settings.home.mkdir(parents=True, exist_ok=True)
    with settings.journal_file.open("a", encoding="utf-8") as journal:
        journal.write(json.dumps(entry, default=str) + "\n")
        journal.flush()
        os.fsync(journal.fileno())


def read(settings: Settings, *events: str) -> list[dict[str, Any]]:
    """Entries oldest first, of the named events or of all; a half-written last line (a crash) is passed over."""
    if not settings.journal_file.exists():
        return []
    entries = []
    for line in settings.journal_file.read_text(encoding="utf-8").splitlines():
        try:
            entry = json.loads(line)
        except json.JSONDecodeError:
            continue
        if not events or entry["event"] in events:
            entries.append(entry)
    return entries


def last(settings: Settings, *events: str) -> dict[str, Any] | None:
    """The newest entry of the named events, or None."""
    entries = read(settings, *events)
    return entries[-1] if entries else None
