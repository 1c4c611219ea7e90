"""How long a load takes that finds nothing new among ten thousand files that it knows."""

import argparse
import gzip
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from benchmarks.company.landing import new_home
from extract_load.contracts import read_contracts
from extract_load.load import load_source
from warehouse.cli import console
from warehouse.quiet_exit import leave_quietly

FILES = 10_000
GOAL_SECONDS = 5
_ROUNDS = 3
_HEADER = "basket_id,household_id,store_id,product_id,quantity,sales_value,transaction_timestamp\n"


def main(arguments: list[str]) -> int:
    """Print the seconds."""
    leave_quietly()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=FILES)
    files = parser.parse_args(arguments).files
    with tempfile.TemporaryDirectory() as folder:
        settings = new_home(Path(folder))
        contract = read_contracts(settings)["transactions"]
        _land(settings.landing, files)
        first, *again = (_seconds(lambda: load_source(settings, contract)) for _ in range(1 + _ROUNDS))
    console.say(
        f"Nothing new among {files:,} known files: {sorted(again)[_ROUNDS // 2]:.1f} s "
        f"(goal: under {GOAL_SECONDS} s); loading them took {first:.1f} s."
    )
    return 0


def _land(landing: Path, files: int) -> None:
    """Write small files of two lines each, a hundred to a day's folder."""
    for number in range(files):
        day = date(2017, 1, 1) + timedelta(days=number // 100)
        folder = landing / "transactions" / "order_lines" / f"dt={day}"
        folder.mkdir(parents=True, exist_ok=True)
        lines = [f"{number},c{number % 500},1,p{line},1,9.99,2017-01-01T00:00:00Z\n" for line in range(2)]
        (folder / f"{number:05}.csv.gz").write_bytes(gzip.compress((_HEADER + "".join(lines)).encode(), mtime=0))


def _seconds(work) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
