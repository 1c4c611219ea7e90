"""Section "increment": one more day beside everything from nothing, and what of it does not depend on the data."""

import shutil
from pathlib import Path

from benchmarks.marts.apart import Measured, run_apart
from benchmarks.marts.homes import home_without_last_day
from benchmarks.marts.options import Options, Section
from benchmarks.marts.whole_run import STEPS, RunFigures, run_once
from warehouse.cli import console

_GOAL_PERCENT = 10
_SHOWN_MODELS = 12
_PROCESS = "starting and ending the process"


def measure_increment(options: Options) -> list[Section]:
    """Run everything but a day, then the day; and the same in a tiny home, whose day is nearly all overhead."""
    tiny_full, tiny, _ = _two_runs(options.folder / "tiny", options.tiny_customers, options.memory_limit)
    full, day, share = _two_runs(options.folder / "increment", options.customers, options.memory_limit)
    return [_summary(options, full, day, tiny, share), _steps(full, day, tiny), _models(full, day, tiny_full, tiny)]


def _two_runs(
    folder: Path, customers: int, memory_limit: str | None
) -> tuple[Measured[RunFigures], Measured[RunFigures], float]:
    """Return what all but the last day took, what that day took, and the day's share of all bytes."""
    home = home_without_last_day(folder, customers, memory_limit)
    console.say(f"{customers:,} customers: everything but a day")
    full = run_apart(run_once, home.settings)
    home.land_the_day()
    console.say(f"{customers:,} customers: that day, after {full.seconds:.0f} s for all before it")
    day = run_apart(run_once, home.settings)
    shutil.rmtree(folder)
    return full, day, home.late_bytes / home.all_bytes


def _summary(
    options: Options,
    full: Measured[RunFigures],
    day: Measured[RunFigures],
    tiny: Measured[RunFigures],
    share: float,
) -> Section:
    overhead = tiny.seconds
    # In a company as small as the tiny one, the overhead is all there is.
    beyond = (day.seconds - overhead) / (full.seconds - overhead) if full.seconds > overhead else None
    said = "cannot be told at this size" if beyond is None else f"{beyond:.1%} of the full run"
    rows = [
        ("everything from nothing, but for a day", full),
        ("that day", day),
        (f"a day in a home of {options.tiny_customers:,} customers: the overhead", tiny),
    ]
    return Section(
        f"Increment: {options.customers:,} customers, one more day",
        ("run", "of the full run", "seconds", "processor (s)", "records", "peak (GB)"),
        [
            (
                what,
                f"{one.seconds / full.seconds:.1%}",
                f"{one.seconds:.1f}",
                f"{one.processor_seconds:.1f}",
                f"{one.value.records:,}",
                f"{one.peak_bytes / 1e9:.2f}",
            )
            for what, one in rows
        ],
        [
            f"What the day took beyond the overhead: {said} (goal: at most {_GOAL_PERCENT} %). It is "
            f"{share:.2%} of the bytes, 1/365 is {1 / 365:.2%}.",
            f"The day's build made anew what follows from: {day.value.selection}.",
        ],
        {
            "full_seconds": full.seconds,
            "day_seconds": day.seconds,
            "overhead_seconds": overhead,
            "processor_seconds": {
                "full": full.processor_seconds,
                "day": day.processor_seconds,
                "overhead": tiny.processor_seconds,
            },
            "day_beyond_overhead_share": beyond,
            "day_share_of_bytes": share,
            "selection": day.value.selection,
            "peak_bytes": {"full": full.peak_bytes, "day": day.peak_bytes},
        },
    )


def _steps(full: Measured[RunFigures], day: Measured[RunFigures], tiny: Measured[RunFigures]) -> Section:
    table = {step: tuple(run.value.steps.get(step, 0) for run in (full, day, tiny)) for step in STEPS}
    others = [run.seconds - sum(run.value.steps.values()) for run in (full, day, tiny)]
    table[_PROCESS] = (others[0], others[1], others[2])
    rows = []
    for step, (whole, one, least) in table.items():
        share = f"{(one - least) / (whole - least):.0%}" if whole - least > 0.5 else ""
        rows.append((step, share, f"{whole:.1f}", f"{one:.1f}", f"{least:.1f}"))
    return Section(
        "Increment, step by step",
        ("step", "beyond overhead", "full (s)", "day (s)", "overhead (s)"),
        rows,
        ["Steps of a tenth of the full run or more look at history again."],
        {"steps": table},
    )


def _models(
    full: Measured[RunFigures],
    day: Measured[RunFigures],
    tiny_full: Measured[RunFigures],
    tiny: Measured[RunFigures],
) -> Section:
    """Say which models cost the day most: they are not incremental, or what they look at is all of history."""
    models = sorted(day.value.models, key=lambda name: -day.value.models[name])[:_SHOWN_MODELS]
    rows = [
        (
            name,
            f"{day.value.models[name]:.2f}",
            f"{full.value.models.get(name, 0):.2f}",
            f"{tiny.value.models.get(name, tiny_full.value.models.get(name, 0)):.2f}",
        )
        for name in models
    ]
    return Section(
        "Increment, the models that cost the day most",
        ("model", "day (s)", "full (s)", "overhead (s)"),
        rows,
        [],
        {"day": day.value.models, "full": full.value.models},
    )
