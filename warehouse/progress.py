"""How far a long piece of work has come: a bar for eyes at a terminal, now and then a line in a log elsewhere."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn, TransferSpeedColumn

log = logging.getLogger(__name__)

terminal = Console(stderr=True)
"""Where progress and logs go; answers go to standard output."""

_SECONDS_BETWEEN_LINES = 10


@dataclass
class Work:
    """Bytes of a known total, and the records that came of them."""

    what: str
    total_bytes: int
    bar: Progress
    bytes_done: int = 0
    record_count: int = 0
    started: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self._told = self.started
        self._task = self.bar.add_task(self.what, total=self.total_bytes, records="")

    def advance(self, byte_count: int, record_count: int) -> None:
        """Note what is done, and tell if it is time."""
        self.bytes_done += byte_count
        self.record_count += record_count
        now = time.monotonic()
        rate = self.record_count / max(now - self.started, 1e-3)
        records = f"{self.record_count:,} records, {rate:,.0f} a second"
        self.bar.update(self._task, completed=self.bytes_done, records=records)
        is_over = self.bytes_done >= self.total_bytes
        if not terminal.is_terminal and not is_over and now - self._told > _SECONDS_BETWEEN_LINES:
            self._told = now
            log.info("%s: %s of %s, %s", self.what, _size(self.bytes_done), _size(self.total_bytes), records)


@contextmanager
def working(what: str, total_bytes: int) -> Iterator[Work]:
    """Show progress as long as the block lasts."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TextColumn("{task.fields[records]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=terminal, transient=True, disable=not terminal.is_terminal) as bar:
        yield Work(what, total_bytes, bar)


def _size(byte_count: int) -> str:
    return f"{byte_count / 1e9:,.1f} GB" if byte_count >= 1e9 else f"{byte_count / 1e6:,.1f} MB"
