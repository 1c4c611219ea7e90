"""Homes for the sections: one that is loaded and built, step by step and timed, and ones that grow by a day."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.company.landing import new_home
from benchmarks.company.writing import YEAR_DAYS, Company, write_company
from benchmarks.marts.apart import run_apart
from benchmarks.marts.options import Options
from orchestration import pipeline, steps
from warehouse.builds import newest_build
from warehouse.cli import console
from warehouse.connection import build_connection
from warehouse.dbt_runner import read_manifest
from warehouse.settings import Settings

_DAILY_FROM = 250

LAYERS = ("staging", "intermediate", "marts")


@dataclass(frozen=True)
class BuiltHome:
    """A home with marts, and what making it took, in seconds."""

    home: str
    sources: str
    memory_limit: str | None
    as_of: str
    records: dict[str, int]
    load_seconds: float
    parse_seconds: float
    step_seconds: dict[str, float]
    node_seconds: dict[str, dict[str, float]]
    peak_bytes: int = 0

    @property
    def settings(self) -> Settings:
        """The home's settings."""
        return Settings(
            home=Path(self.home),
            sources=Path(self.sources),
            memory_limit=self.memory_limit,
            pii_key="of a benchmark",
            _env_file=None,
        )

    @property
    def moment(self) -> datetime:
        """The build's as_of."""
        return datetime.fromisoformat(self.as_of)


def built_home(options: Options) -> BuiltHome:
    """Return the home that the sections share, and make it if this is the first section to ask."""
    folder = options.folder / "built"
    note = folder / "built.json"
    if not note.exists():
        records = write_extracts(Company(options.customers), folder / "company")
        console.say("Loading and building them from nothing, layer by layer")
        made = run_apart(_load_and_build, folder, options.memory_limit, records)
        note.write_text(json.dumps({**asdict(made.value), "peak_bytes": made.peak_bytes}))
    return BuiltHome(**json.loads(note.read_text()))


def write_extracts(company: Company, out: Path) -> dict[str, int]:
    """Write a company in a process of its own, whose memory is nobody else's."""
    console.say(f"Writing a company of {company.customers:,} customers")
    return run_apart(write_company, company, out).value


def _load_and_build(folder: Path, memory_limit: str | None, records: dict[str, int]) -> BuiltHome:
    settings = new_home(folder, folder / "company", memory_limit=memory_limit)
    load_seconds = _seconds(lambda: pipeline.load_all(settings, []))
    parse_seconds = _seconds(lambda: read_manifest(settings))
    build_id = steps.open_build(settings)
    step_seconds = {}
    for layer in LAYERS:
        step_seconds[layer] = _seconds(lambda layer=layer: steps.build_layer(settings, build_id, layer))
        if layer == "staging":
            step_seconds["identities"] = _seconds(lambda: steps.resolve_identities(settings, build_id))
    with build_connection(settings, "benchmark") as connection:
        as_of = newest_build(connection).as_of
        rows = connection.execute("select resource_type, node, seconds from ops.dbt_run_results").fetchall()
    nodes: dict[str, dict[str, float]] = {}
    for kind, node, seconds in rows:
        nodes.setdefault(kind, {})[node] = seconds
    return BuiltHome(
        str(settings.home),
        str(settings.sources),
        memory_limit,
        as_of.isoformat(),
        records,
        load_seconds,
        parse_seconds,
        step_seconds,
        nodes,
    )


def _seconds(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


@dataclass(frozen=True)
class DayHome:
    """A home in which all but the last day landed; the files of that day lie beside it."""

    settings: Settings
    company: Path
    late_files: list[Path]
    late_bytes: int
    all_bytes: int

    def land_the_day(self) -> None:
        """Let the day's files land."""
        for file in self.late_files:
            there = self.settings.landing / file.relative_to(self.company)
            there.parent.mkdir(parents=True, exist_ok=True)
            os.link(file, there)


def home_without_last_day(folder: Path, customers: int, memory_limit: str | None) -> DayHome:
    """Write a company by days, and let what came before its last full day land; nothing is loaded.

    Towards the end of the year the company falls asleep. So the last full day is the last one with as many bytes as the
    year's average; what comes after it never lands.
    """
    company = folder / "company"
    write_extracts(Company(customers, days=50, daily_from=_DAILY_FROM), company)
    bytes_of_day: dict[str, int] = {}
    files = [path for path in company.rglob("dt=*/*") if path.is_file()]
    for file in files:
        bytes_of_day[file.parent.name] = bytes_of_day.get(file.parent.name, 0) + file.stat().st_size
    average = sum(bytes_of_day.values()) / YEAR_DAYS
    first_single_day = sorted(bytes_of_day)[_DAILY_FROM // 50]
    last_day = max(day for day, size in bytes_of_day.items() if size >= average and day >= first_single_day)
    settings = new_home(folder, company, memory_limit=memory_limit)
    late = [file for file in files if file.parent.name == last_day]
    for file in files:
        if file.parent.name >= last_day:
            (settings.landing / file.relative_to(company)).unlink()
    all_bytes = sum(size for day, size in bytes_of_day.items() if day <= last_day)
    return DayHome(settings, company, late, bytes_of_day[last_day], all_bytes)
