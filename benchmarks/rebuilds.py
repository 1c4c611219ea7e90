"""Whether the build file grows without bound: a small shop is rebuilt many times, maintained every tenth time.

Each round is a full build as of another moment, and its publication; what is done nightly follows every tenth round.
In the end the file is compacted whatever it pays. Sizes are of the build file.
"""

import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from orchestration import maintenance, pipeline
from tests.planted_shop import write_planted_shop
from warehouse.cli import console
from warehouse.compaction import Compaction
from warehouse.errors import NothingNew
from warehouse.publish import publish
from warehouse.quiet_exit import leave_quietly
from warehouse.settings import Settings

ROUNDS = 10
MAINTAINED_EVERY = 10
_LAST_MOMENT = datetime(2018, 1, 1, 12)
_SHOWN_EVERY = 10


@dataclass(frozen=True)
class Size:
    """The build file after some rounds, and what maintenance did about it then."""

    rounds: int
    bytes: int
    free_share: float
    maintenance: str = ""


def main(arguments: list[str]) -> int:
    """Print the table; the number of rounds may be given."""
    leave_quietly()
    rounds = int(arguments[0]) if arguments else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "home", pii_key="of a benchmark", _env_file=None)
        write_planted_shop(settings.landing)
        pipeline.load_all(settings, [])
        # The model must know nothing later than any of the rounds.
        pipeline.build(settings, _as_of(rounds + 1), train_if_needed=True)
        sizes = [_rebuild(settings, number) for number in range(1, rounds + 1)]
        last = maintenance.compact(settings, always=True)
    _show(sizes, last)
    return 0


def _as_of(number: int) -> datetime:
    """Go back in time: going on, a build would leave standing whatever does not depend on the moment."""
    return _LAST_MOMENT - timedelta(minutes=number)


def _rebuild(settings: Settings, number: int) -> Size:
    pipeline.build(settings, _as_of(number))
    publish(settings, release_pin=True)
    size = _size(settings, number)
    if number % MAINTAINED_EVERY:
        return size
    maintenance.remove_old(settings)
    try:
        did = maintenance.compact(settings).sentence()
    except NothingNew as reason:
        did = str(reason)
    return Size(size.rounds, size.bytes, size.free_share, did)


def _size(settings: Settings, number: int) -> Size:
    with duckdb.connect(str(settings.build_file), read_only=True) as build:
        free, total = build.execute("select free_blocks, total_blocks from pragma_database_size()").fetchone()
    return Size(number, settings.build_file.stat().st_size, free / max(1, total))


def _show(sizes: list[Size], last: Compaction) -> None:
    table = console.table(
        "rebuilds", "bytes", "of the first", "free", "maintenance", right=["rebuilds", "bytes", "free"]
    )
    for size in sizes:
        if size.rounds == 1 or size.rounds % _SHOWN_EVERY == 0 or size is sizes[-1]:
            share = f"{size.bytes / sizes[0].bytes:.2f}"
            table.add_row(str(size.rounds), f"{size.bytes:,}", share, f"{size.free_share:.0%}", size.maintenance)
    console.out.print(table)
    console.say(f"Compacted at the end. {last.sentence()}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
