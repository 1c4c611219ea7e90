"""How far a long piece of work has come: a bar for eyes at a terminal, now and then a line in a log elsewhere."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

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
        self._task = self.bar.add_task(self.what, total=self.total_bytes, records="")

    def advance(self, byte_count: int, record_count: int) -> None:
        """Note what is done."""
        self.bytes_done += byte_count
        self.record_count += record_count
        self.bar.update(self._task, completed=self.bytes_done, records=self._records())

    def sentence(self) -> str:
        """Say how far it has come; what a single large file has brought is known at its end only."""
        seconds = time.monotonic() - self.started
        done, total = _size(self.bytes_done), _size(self.total_bytes)
        return f"{self.what}: {done} of {total} after {seconds:,.0f} s, {self._records()}"

    def _records(self) -> str:
        rate = self.record_count / max(time.monotonic() - self.started, 1e-3)
        return f"{self.record_count:,} records, {rate:,.0f} a second"


@contextmanager
def working(what: str, total_bytes: int) -> Iterator[Work]:
    """Show progress as long as the block lasts."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TextColumn("{task.fields[records]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=terminal, transient=True, disable=not terminal.is_terminal) as bar:
        work = Work(what, total_bytes, bar)
        with _telling_now_and_then(work):
            yield work


@contextmanager
def _telling_now_and_then(work: Work) -> Iterator[None]:
    """Log a line every few seconds where nobody looks at a bar; DuckDB leaves the time to, whatever it is doing."""
    is_over = threading.Event()

    def tell() -> None:
        while not is_over.wait(_SECONDS_BETWEEN_LINES):
            log.info(work.sentence())

    teller = threading.Thread(target=tell, name="progress", daemon=True)
    if not terminal.is_terminal:
        teller.start()
    try:
        yield
    finally:
        is_over.set()
        if teller.is_alive():
            teller.join()


def _size(byte_count: int) -> str:
    return f"{byte_count / 1e9:,.1f} GB" if byte_count >= 1e9 else f"{byte_count / 1e6:,.1f} MB"
