"""Section "floor": the build from staging to marts beside the same outputs by hand."""

import time
from statistics import median
from typing import Any

from benchmarks.marts.apart import run_apart
from benchmarks.marts.floor import Agreement, compare_floor, run_floor
from benchmarks.marts.homes import BuiltHome, built_home
from benchmarks.marts.options import Options, Section
from benchmarks.marts.outputs import CORE, OUTPUTS, all_models, models_by_output
from warehouse.builds import newest_build
from warehouse.cli import console
from warehouse.connection import build_connection
from warehouse.dbt_runner import build_variables, invoke, read_manifest
from warehouse.errors import Refused
from warehouse.settings import Settings

_LARGE = 1_000_000


def compare_with_floor(options: Options) -> list[Section]:
    """Run the floor and the models that make the same, by turns, and set the whole build beside them."""
    home = built_home(options)
    floors, chains = [], []
    for number in range(options.rounds):
        floors.append(floor_seconds(options, home))
        chains.append(run_same_outputs(home))
        said = f"by hand {sum(floors[-1].values()):.1f} s, by dbt {chains[-1]['seconds']:.1f} s"
        console.say(f"Round {number + 1} of {options.rounds}: {said}")
    everything = run_apart(_run_all_models, home.settings).value
    floor = {step: median(one[step] for one in floors) for step in floors[0]}
    agreements = run_apart(compare_floor, home.settings, options.folder / "floor.duckdb").value
    return [
        _ratios(options, home, floor, chains, everything),
        _by_output(floor, chains[-1]["outputs"], chains[-1]["nodes"]),
        _layers(home),
        _agreement(agreements),
    ]


def floor_seconds(options: Options, home: BuiltHome) -> dict[str, float]:
    """Run the floor once in a process of its own."""
    return run_apart(run_floor, home.settings, home.moment, options.folder / "floor.duckdb").value


def run_same_outputs(home: BuiltHome) -> dict[str, Any]:
    """Let dbt make the models of the floor's outputs once, in a process of its own."""
    return run_apart(_run_same_outputs, home.settings).value


def _run_same_outputs(settings: Settings) -> dict[str, Any]:
    """Make them in two goes: behaviour says more by dbt than by hand, so that the others are worth a figure alone."""
    outputs = models_by_output(read_manifest(settings))
    core_seconds, nodes = _run_models(settings, [name for output in CORE for name in outputs[output]])
    other_seconds, other_nodes = _run_models(settings, outputs["behaviour"])
    return {
        "seconds": core_seconds + other_seconds,
        "core_seconds": core_seconds,
        "outputs": outputs,
        "nodes": nodes | other_nodes,
    }


def _run_all_models(settings: Settings) -> tuple[float, dict[str, float]]:
    return _run_models(settings, all_models(read_manifest(settings)))


def _run_models(settings: Settings, names: list[str]) -> tuple[float, dict[str, float]]:
    """Make models anew from nothing, without their tests; return the seconds of all and of each."""
    with build_connection(settings, "benchmark") as connection:
        variables = build_variables(settings, newest_build(connection), model_version=None)
    command = ["run", "--full-refresh", "--select", *names]
    began = time.monotonic()
    outcome = invoke(settings, command, variables=variables, manifest=read_manifest(settings))
    seconds = time.monotonic() - began
    if not outcome.success:
        raise Refused(f"dbt could not make the models; see {settings.dbt_target / 'logs'}.")
    return seconds, {result.node.name: result.execution_time for result in outcome.result.results}


def _ratios(
    options: Options,
    home: BuiltHome,
    floor: dict[str, float],
    chains: list[dict[str, Any]],
    everything: tuple[float, dict[str, float]],
) -> Section:
    goal = 1.8 if options.customers >= _LARGE else 2.5
    whole, core = sum(floor.values()), sum(floor[output] for output in CORE)
    layers = sum(seconds for step, seconds in home.step_seconds.items() if step != "identities")
    identities = home.step_seconds["identities"]
    same, same_core = (median(chain[what] for chain in chains) for what in ("seconds", "core_seconds"))
    lines = [
        ("by hand", whole, whole, ""),
        ("by dbt, the models of the same outputs", same, whole, f"<= {goal}"),
        ("of these, orders, sessions and RFM, beside the same by hand", same_core, core, f"<= {goal}"),
        (f"by dbt, all {len(everything[1])} models", everything[0], whole, ""),
        ("the build from staging to marts, data tests included", layers, whole, ""),
        ("the same with the step that finds out who is one person", layers + identities, whole, ""),
    ]
    return Section(
        f"Floor: {options.customers:,} customers, out of the same raw tables",
        ("what", "of the floor", "seconds", "goal"),
        [(what, f"{seconds / least:.2f}", f"{seconds:.1f}", wanted) for what, seconds, least, wanted in lines],
        [
            f"Loading and its gates took {home.load_seconds:.1f} s, parsing the project {home.parse_seconds:.1f} s; "
            f"neither is part of the figures. The build's process held {home.peak_bytes / 1e9:.2f} GB at most."
        ],
        {
            "records": home.records,
            "floor_seconds": whole,
            "same_outputs_seconds": same,
            "same_outputs_ratio": same / whole,
            "core_ratio": same_core / core,
            "all_models_seconds": everything[0],
            "build_seconds": layers,
            "build_ratio": layers / whole,
            "identities_seconds": identities,
            "peak_bytes": home.peak_bytes,
        },
    )


def _by_output(floor: dict[str, float], outputs: dict[str, list[str]], nodes: dict[str, float]) -> Section:
    rows, figures = [], {}
    for output in OUTPUTS:
        models = sorted(outputs[output], key=lambda name: -nodes.get(name, 0))
        seconds = sum(nodes.get(name, 0) for name in models)
        figures[output] = {"floor": floor[output], "models": {name: nodes.get(name) for name in models}}
        slowest = ", ".join(f"{name} {nodes.get(name, 0):.1f}" for name in models[:3])
        rows.append((output, f"{seconds / floor[output]:.2f}", f"{seconds:.1f}", f"{floor[output]:.1f}", slowest))
    closing = "closing the file"
    rows.append((closing, "", "", f"{floor[closing]:.1f}", ""))
    return Section(
        "Floor, output by output",
        ("output", "ratio", "models (s)", "by hand (s)", "slowest of them, in seconds"),
        rows,
        ["Two models run at a time, so that their seconds add up to more than the clock shows."],
        figures,
    )


def _layers(home: BuiltHome) -> Section:
    rows = [(step, f"{seconds:.1f}") for step, seconds in home.step_seconds.items()]
    for kind, nodes in sorted(home.node_seconds.items()):
        rows.append((f"{len(nodes)} {kind}s, seconds of two threads together", f"{sum(nodes.values()):.1f}"))
    return Section("The build, step by step", ("step", "seconds"), rows, [], {"steps": home.step_seconds})


def _agreement(agreements: list[Agreement]) -> Section:
    rows = [(one.output, f"{one.floor_rows:,}", f"{one.mart_rows:,}", f"{one.differing_rows:,}") for one in agreements]
    figures = {one.output: (one.floor_rows, one.mart_rows, one.differing_rows) for one in agreements}
    is_equal = all(one.floor_rows == one.mart_rows and not one.differing_rows for one in agreements)
    sentence = "Both say the same." if is_equal else "They do NOT say the same: the ratios compare different work."
    return Section(
        "Floor and marts agree",
        ("output", "rows by hand", "rows of the mart", "rows that differ"),
        rows,
        [sentence],
        figures,
    )
