"""How the marts do: against bare DuckDB and pandas, with one more day, and as the company grows; ratios first.

Everything is measured in one run on this machine. Each section runs in a process of its own, and one that fails does
not take the others with it. The tables are printed, and all figures are written below ``benchmarks/results/``.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import psutil

from benchmarks.marts.against_floor import compare_with_floor
from benchmarks.marts.against_pandas import compare_with_pandas
from benchmarks.marts.apart import run_apart
from benchmarks.marts.growth import measure_growth
from benchmarks.marts.increment import measure_increment
from benchmarks.marts.options import Options, Section
from benchmarks.marts.overhead import measure_overhead
from benchmarks.marts.slowest import name_slowest
from warehouse.cli import console
from warehouse.quiet_exit import leave_quietly
from warehouse.settings import REPOSITORY

CUSTOMERS = 200_000
RESULTS = REPOSITORY / "benchmarks" / "results"
SECTIONS: dict[str, Callable[[Options], list[Section]]] = {
    "floor": compare_with_floor,
    "pandas": compare_with_pandas,
    "slowest": name_slowest,
    "increment": measure_increment,
    "growth": measure_growth,
    "overhead": measure_overhead,
}
_TEXT = ("what", "output", "step", "run", "model", "operator", "does", "goal", "build", "slowest", "started")


def main(arguments: list[str]) -> int:
    """Print the sections that are asked for; 1 when one of them failed."""
    leave_quietly()
    asked = _parser().parse_args(arguments)
    failed: dict[str, str] = {}
    found: dict[str, list[Section]] = {}
    if asked.folder:
        asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        options = Options(
            asked.customers, Path(folder), asked.memory_limit, asked.sizes, asked.rounds, asked.tiny_customers
        )
        for name in asked.what:
            console.say(f"-- {name}")
            try:
                found[name] = run_apart(SECTIONS[name], options).value
            except Exception as error:
                # One section's end must not cost the others.
                failed[name] = f"{type(error).__name__}: {error}"
                console.say(f"{name} failed: {failed[name]}")
            else:
                for section in found[name]:
                    _show(section)
    path = _write(asked, found, failed)
    console.say(f"The figures are in {path}.")
    for name, why in failed.items():
        console.say(f"{name} failed: {why}")
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.marts", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--customers", type=int, default=CUSTOMERS, help="10 orders and 30 events each")
    parser.add_argument("--what", type=_names, default=list(SECTIONS), help=f"of {','.join(SECTIONS)} (default: all)")
    parser.add_argument("--sizes", type=_numbers, default=Options.sizes, help="customers at which growth is measured")
    parser.add_argument("--rounds", type=int, default=Options.rounds, help="times that floor and models take turns")
    parser.add_argument("--memory-limit", help="DuckDB's memory_limit; growth has 4GB if it is not given")
    parser.add_argument("--tiny-customers", type=int, default=Options.tiny_customers, help="of the overhead's home")
    parser.add_argument("--folder", type=Path, help="where there is room: about 30 kB a customer")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder for the figures (default: %(default)s)")
    return parser


def _names(said: str) -> list[str]:
    names = said.split(",")
    if unknown := [name for name in names if name not in SECTIONS]:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is none of {', '.join(SECTIONS)}")
    return names


def _numbers(said: str) -> tuple[int, ...]:
    return tuple(int(number) for number in said.split(","))


def _show(section: Section) -> None:
    numbers = [column for column in section.columns if not column.startswith(_TEXT) or column.endswith("(s)")]
    table = console.table(*section.columns, right=numbers)
    table.title, table.title_justify = section.title, "left"
    for row in section.rows:
        table.add_row(*row)
    console.out.print(table)
    for sentence in section.sentences:
        console.say(sentence)
    console.say("")


def _write(asked: argparse.Namespace, found: dict[str, list[Section]], failed: dict[str, str]) -> Path:
    now = datetime.now(UTC)
    said: dict[str, Any] = {
        "made_at": now.isoformat(timespec="seconds"),
        "machine": {
            "cpus": os.cpu_count(),
            "memory_bytes": psutil.virtual_memory().total,
            "load_average": os.getloadavg(),
            "python": platform.python_version(),
            "duckdb": duckdb.__version__,
        },
        "arguments": {name: str(value) for name, value in vars(asked).items() if name not in ("folder", "results")},
        "sections": {name: [asdict(section) for section in sections] for name, sections in found.items()},
        "failed": failed,
    }
    asked.results.mkdir(parents=True, exist_ok=True)
    path = asked.results / f"marts-{now:%Y-%m-%dT%H%M%S}-{asked.customers}.json"
    path.write_text(json.dumps(said, indent=2) + "\n")
    return path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
