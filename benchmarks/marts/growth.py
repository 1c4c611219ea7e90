"""Section "growth": how time and memory grow with the number of customers, under a memory limit."""

import math
import shutil
from collections.abc import Sequence

from benchmarks.company.landing import new_home
from benchmarks.company.writing import Company
from benchmarks.marts.apart import Measured, run_apart
from benchmarks.marts.homes import write_extracts
from benchmarks.marts.options import Options, Section
from benchmarks.marts.whole_run import STEPS, RunFigures, run_once
from warehouse.cli import console

MEMORY_LIMIT = "4GB"
_GOAL = 1.05
_LAYERS = ("staging", "intermediate", "marts")


def measure_growth(options: Options) -> list[Section]:
    """Run companies of growing size from nothing, each in a process of its own, and fit the exponents."""
    limit = options.memory_limit or MEMORY_LIMIT
    runs: dict[int, Measured[RunFigures]] = {}
    stopped = []
    for customers in sorted(options.sizes):
        folder = options.folder / f"growth-{customers}"
        try:
            write_extracts(Company(customers), folder / "company")
            runs[customers] = run_apart(run_once, new_home(folder, folder / "company", memory_limit=limit))
            console.say(f"{customers:,} customers: {runs[customers].seconds:.0f} s")
        except Exception as error:
            # What smaller companies took is worth printing all the same.
            stopped.append(f"{customers:,} customers: {type(error).__name__}: {error}")
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return [_section(runs, limit, stopped)]


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Slope of the logarithms' least-squares line: 1 where twice the customers take twice the time."""
    xs, ys = [math.log(size) for size in sizes], [math.log(one) for one in seconds]
    middle, level = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - middle) ** 2 for x in xs)
    return sum((x - middle) * (y - level) for x, y in zip(xs, ys, strict=True)) / spread


def _section(runs: dict[int, Measured[RunFigures]], limit: str, stopped: list[str]) -> Section:
    sizes = list(runs)
    lines = {step: [run.value.steps.get(step, 0.0) for run in runs.values()] for step in STEPS}
    lines["staging to marts"] = [sum(parts) for parts in zip(*(lines[layer] for layer in _LAYERS), strict=True)]
    lines["the whole process"] = [run.seconds for run in runs.values()]
    lines["the whole process, processor"] = [run.processor_seconds for run in runs.values()]
    fitted = {what: exponent(sizes, seconds) for what, seconds in lines.items() if len(sizes) > 1 and min(seconds) > 0}
    goals = {"staging to marts": f"<= {_GOAL}", "the whole process": f"<= {_GOAL}"}
    rows = [
        (what, f"{fitted[what]:.2f}" if what in fitted else "", *(f"{one:.1f}" for one in seconds), goals.get(what, ""))
        for what, seconds in lines.items()
    ]
    peaks = [run.peak_bytes for run in runs.values()]
    rows.append(("peak of the process's memory, GB", "", *(f"{peak / 1e9:.2f}" for peak in peaks), "< 4"))
    return Section(
        f"Growth: from nothing to a publication, memory_limit {limit}",
        ("step, in seconds", "exponent", *(f"{size:,}" for size in sizes), "goal"),
        rows,
        ["A step that takes the same time at any size has the exponent 0.", *stopped],
        {
            "sizes": sizes,
            "seconds": lines,
            "exponents": fitted,
            "peak_bytes": peaks,
            "records": [run.value.records for run in runs.values()],
            "stopped": stopped,
        },
    )
