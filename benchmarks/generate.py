"""Write the extracts of a simulated company of any size, with the truth that was planted in them.

A customer has 10 orders and 30 web events on average. Below the folder that is given, files lie as the contracts look
for them, if they are compressed: text files are plain unless ``--gzip`` is given. ``truth/*.parquet`` says who is of
which kind (``clusters``), which two profiles are one person (``duplicates``), who stayed away (``churners``), and which
records break their contract (``bad_records``).
"""

import argparse
import sys
import time
from pathlib import Path

from benchmarks.company.writing import MOST_CUSTOMERS, YEAR_DAYS, Company, write_company
from warehouse.cli import console
from warehouse.quiet_exit import leave_quietly


def main(arguments: list[str]) -> int:
    """Write what the arguments ask for, and print what was written."""
    leave_quietly()
    options = _parser().parse_args(arguments)
    company = Company(options.customers, options.seed, options.days, options.dirt, options.gzip)
    began = time.monotonic()
    counts = write_company(company, options.out)
    for entity, records in counts.items():
        console.say(f"{entity}: {records:,} records")
    console.say(f"The company is in {options.out}, written in {time.monotonic() - began:.1f} s.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=_between(1, MOST_CUSTOMERS), required=True)
    parser.add_argument("--seed", type=int, default=1, help="another seed, other customers (default: 1)")
    parser.add_argument("--out", type=Path, required=True, help="folder to write below")
    parser.add_argument("--days", type=_between(1, YEAR_DAYS), default=92, help="days in a file (default: 92)")
    parser.add_argument("--dirt", type=float, default=0.0, help="share of broken records, such as 0.001 (default: 0)")
    parser.add_argument("--gzip", action="store_true", help="compress order lines and events")
    return parser


def _between(least: int, most: int):
    def whole_number(said: str) -> int:
        number = int(said)
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"{number} is not between {least:,} and {most:,}")
        return number

    return whole_number


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
