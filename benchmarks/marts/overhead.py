"""Section "overhead": what a build costs when there is next to nothing to build."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from datetime import timedelta

import psutil

from benchmarks.company.landing import new_home
from benchmarks.company.writing import Company
from benchmarks.marts.apart import run_apart
from benchmarks.marts.homes import write_extracts
from benchmarks.marts.options import Options, Section
from benchmarks.marts.whole_run import run_once
from warehouse.builds import newest_build
from warehouse.connection import build_connection
from warehouse.errors import EnvironmentFault
from warehouse.publish import publish
from warehouse.settings import REPOSITORY, Settings

_GOAL_SECONDS = 30
_PAUSE_SECONDS = 0.05
_SHOWN = 60


def measure_overhead(options: Options) -> list[Section]:
    """Time `segmart build` in a tiny home: everything once more, and nothing new."""
    folder = options.folder / "overhead"
    write_extracts(Company(options.tiny_customers), folder / "company")
    settings = new_home(folder, folder / "company", memory_limit=options.memory_limit)
    run_apart(run_once, settings)
    with build_connection(settings, "benchmark") as connection:
        as_of = newest_build(connection).as_of
    # Going back in time, a build leaves nothing standing.
    earlier = f"{as_of - timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}"
    whole = _command(settings, "--as-of", earlier)
    run_apart(_publish, settings)
    nothing = _command(settings, "--as-of", earlier)
    shutil.rmtree(folder)
    rows = [
        ("all models anew", f"{whole[0]:.1f}", ", ".join(whole[1]) or "none", f"< {_GOAL_SECONDS} s"),
        ("nothing new", f"{nothing[0]:.1f}", ", ".join(nothing[1]) or "none", ""),
    ]
    return [
        Section(
            f"Overhead: `segmart build` with {options.tiny_customers:,} customers",
            ("build", "seconds", "started processes", "goal"),
            rows,
            ["Beside Python's resource tracker, none is wanted: gates, dbt and identities share one process."],
            {"all_anew": whole, "nothing_new": nothing},
        )
    ]


def _publish(settings: Settings) -> None:
    publish(settings, release_pin=True)


def _command(settings: Settings, *arguments: str) -> tuple[float, list[str]]:
    """Run `segmart build` and return its seconds, and the commands of the processes that it started."""
    environment = {
        **os.environ,
        "SEGMART_HOME": str(settings.home),
        "SEGMART_SOURCES": str(settings.sources),
        "SEGMART_PII_KEY": settings.pii_key.get_secret_value(),
    }
    if settings.memory_limit:
        environment["SEGMART_MEMORY_LIMIT"] = settings.memory_limit
    began = time.monotonic()
    command = [sys.executable, "-c", "import sys, warehouse.cli as cli; sys.exit(cli.main())", "build", *arguments]
    process = psutil.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=REPOSITORY
    )
    seen: dict[int, str] = {}
    while process.poll() is None:
        with contextlib.suppress(psutil.Error):
            seen |= {child.pid: " ".join(child.cmdline())[-_SHOWN:] for child in process.children(recursive=True)}
        time.sleep(_PAUSE_SECONDS)
    seconds = time.monotonic() - began
    if process.returncode:
        raise EnvironmentFault(f"`segmart build` ended with {process.returncode}: {process.stderr.read()[-2000:]}")
    return seconds, sorted(seen.values())
