"""The files of events in a home: one a day (UTC), which grows on its day only; older ones may be compressed."""

import gzip
import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

PATTERN = "events-*.jsonl*"
_COMPRESSED = ".gz"


def file_of(folder: Path, day: date) -> Path:
    """Return the file of a day's events."""
    return folder / f"events-{day:%Y-%m-%d}.jsonl"


def lines_newest_first(folder: Path) -> Iterator[str]:
    """Yield the events of all days as text, from the newest to the oldest."""
    for path in sorted(folder.glob(PATTERN), reverse=True):
        content = path.read_bytes()
        if path.suffix == _COMPRESSED:
            content = gzip.decompress(content)
        yield from reversed(content.decode(errors="replace").splitlines())


def compress_closed_days(folder: Path, today: date) -> None:
    """Compress the files of days long over to about a twentieth.

    The day before is left alone too: a process that began to write at midnight may not have ended. The files keep
    their times, so that retention by age takes no notice.
    """
    for path in sorted(folder.glob("events-*.jsonl")):
        if path < file_of(folder, today - timedelta(days=1)):
            facts = path.stat()
            compressed = path.with_name(path.name + _COMPRESSED)
            draft = path.with_name(f".{compressed.name}")
            draft.write_bytes(gzip.compress(path.read_bytes()))
            os.utime(draft, ns=(facts.st_atime_ns, facts.st_mtime_ns))
            draft.replace(compressed)
            path.unlink()
