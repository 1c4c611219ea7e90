"""How a load compares with bare `create table as select * from read_csv/read_json`, and how much memory it takes.

Both read the same files of a simulated company into the same columns and types, in a file database, by turns. The bare
statement does nothing of what a load is for: it keeps no books, no line numbers and no broken record.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import duckdb

from benchmarks.company.landing import new_home
from benchmarks.company.writing import Company, write_company
from extract_load.contracts import read_contracts
from extract_load.entity import Entity
from extract_load.load import load_source
from warehouse.cli import console
from warehouse.quiet_exit import leave_quietly
from warehouse.quoting import identifier, text

CUSTOMERS = 200_000
ROUNDS = 3
GOAL_RATIO = 2
MEMORY_LIMIT = "2GB"
_HERE = Path(__file__).parent
_HOPS = {"order lines (CSV)": ("transactions", "order_lines"), "web events (JSON lines)": ("web", "events")}


def main(arguments: list[str]) -> int:
    """Print the table, and the memory's high-water mark."""
    leave_quietly()
    options = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        company = Path(folder) / "company"
        console.say(f"Writing a company of {options.customers:,} customers")
        counts = write_company(Company(options.customers, days=options.days, is_gzip=options.gzip), company)
        if options.rounds:
            _compare(company, options.rounds, counts)
        _say_memory(company, options.memory_limit, counts["web/events"])
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=CUSTOMERS, help="10 order lines and 30 events each")
    parser.add_argument("--days", type=int, default=92, help="days in a file")
    parser.add_argument("--gzip", action="store_true", help="compare on compressed files")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="0: look at memory only")
    parser.add_argument("--memory-limit", default=MEMORY_LIMIT, help="DuckDB's memory_limit in the look at memory")
    parser.add_argument("--folder", type=Path, help="where there is room for the extracts and a warehouse")
    return parser


def _compare(company: Path, rounds: int, counts: dict[str, int]) -> None:
    """Time each hop by turns, in a new file each time, and print the medians."""
    table = console.table("hop", "records", "load (s)", "bare (s)", "ratio", "goal")
    for hop, (source, entity_name) in _HOPS.items():
        loads, bares = [], []
        for number in range(rounds):
            with tempfile.TemporaryDirectory(dir=company.parent) as folder:
                loads.append(_seconds_of_load(Path(folder), company, source))
                bares.append(_seconds_of_bare(Path(folder), company, source, entity_name))
            console.say(f"{hop}, round {number + 1} of {rounds}: {loads[-1]:.1f} s, bare {bares[-1]:.1f} s")
        ours, bare = median(loads), median(bares)
        records = f"{counts[f'{source}/{entity_name}']:,}"
        table.add_row(hop, records, f"{ours:.1f}", f"{bare:.1f}", f"{ours / bare:.1f}", f"<= {GOAL_RATIO}")
    console.out.print(table)


def _seconds_of_load(folder: Path, company: Path, source: str) -> float:
    settings = new_home(folder, company)
    contract = read_contracts(settings)[source]
    return _seconds(lambda: load_source(settings, contract))


def _seconds_of_bare(folder: Path, company: Path, source: str, entity_name: str) -> float:
    settings = new_home(folder / "bare")
    entity = read_contracts(settings)[source].entities[entity_name]
    query = bare_query(entity, company / source / entity_name)

    def work() -> None:
        with duckdb.connect(str(folder / "bare.duckdb")) as connection:
            connection.execute(f"create table bare as {query}")

    return _seconds(work)


def bare_query(entity: Entity, folder: Path) -> str:
    """SQL that reads an entity's files below a folder, with the contract's columns and types, by bare DuckDB."""
    files = text(str(folder / "**" / "*.*"))
    columns = {name: (source, entity.columns[name].type) for name, source in entity.source_names().items()}
    if entity.format == "csv":
        listed = ", ".join(f"{identifier(source)} as {identifier(name)}" for name, (source, _) in columns.items())
        types = ", ".join(f"{text(source)}: {text(type_)}" for source, type_ in columns.values())
        return f"select {listed} from read_csv({files}, header = true, types = {{{types}}})"
    listed = ", ".join(
        f"{identifier(*source.split('.'))} as {identifier(name)}" for name, (source, _) in columns.items()
    )
    tree: dict = {}
    for source, type_ in columns.values():
        *parents, leaf = source.split(".")
        level = tree
        for step in parents:
            level = level.setdefault(step, {})
        level[leaf] = type_
    types = ", ".join(f"{text(name)}: {text(_struct(type_))}" for name, type_ in tree.items())
    return f"select {listed} from read_json({files}, format = 'newline_delimited', columns = {{{types}}})"


def _struct(type_: str | dict) -> str:
    if isinstance(type_, str):
        return type_
    return f"struct({', '.join(f'{identifier(name)} {_struct(inner)}' for name, inner in type_.items())})"


def _say_memory(company: Path, memory_limit: str, events: int) -> None:
    """Load the events in a process of its own, so that nothing else counts."""
    with tempfile.TemporaryDirectory(dir=company.parent) as folder:
        command = [sys.executable, str(_HERE / "memory.py"), str(company), folder, memory_limit]
        said = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    console.say(
        f"{said['rows']:,} of {events:,} events loaded under memory_limit {memory_limit} in {said['seconds']:.1f} s; "
        f"the process held {said['peak_bytes'] / 1e9:.2f} GB at most."
    )


def _seconds(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
