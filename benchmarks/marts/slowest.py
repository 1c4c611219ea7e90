"""Section "slowest": the models that take longest, and what in their plans costs most."""

import json
from typing import Any

import duckdb

from benchmarks.marts.apart import run_apart
from benchmarks.marts.homes import built_home
from benchmarks.marts.options import Options, Section
from warehouse.connection import duckdb_config
from warehouse.dbt_pii_key import hmac_pads
from warehouse.pii_key import read_pii_key
from warehouse.quoting import text
from warehouse.settings import Settings

_MODELS = 3
_OPERATORS = 3
_SHOWN = 60
_KEPT = 500


def name_slowest(options: Options) -> list[Section]:
    """Profile the slowest models of the cold build, each alone, over the tables that they read in it."""
    home = built_home(options)
    models = home.node_seconds["model"]
    slowest = sorted(models, key=lambda name: -models[name])[:_MODELS]
    profiles = {name: run_apart(profile, home.settings, name).value for name in slowest}
    rows = []
    for name, found in profiles.items():
        for place, operator in enumerate(found["operators"][:_OPERATORS]):
            share = operator["seconds"] / max(found["cpu_seconds"], 1e-9)
            in_build, alone = (f"{models[name]:.1f}", f"{found['seconds']:.1f}") if place == 0 else ("", "")
            rows.append(
                ("" if place else name, in_build, alone, f"{share:.0%}", operator["type"], operator["does"][:_SHOWN])
            )
    return [
        Section(
            f"The {_MODELS} slowest models of the cold build, and their plans' costliest operators",
            ("model", "in the build (s)", "alone (s)", "of its work", "operator", "what it does"),
            rows,
            ["In the build another model or test runs beside it; alone, it has all cores."],
            {"models": profiles, "seconds_in_build": {name: models[name] for name in slowest}},
        )
    ]


def profile(settings: Settings, model: str) -> dict[str, Any]:
    """Run a model's compiled SQL into a temporary table and return its time and its operators, costliest first."""
    (path,) = (settings.dbt_target / "target" / "compiled").rglob(f"models/**/{model}.sql")
    with duckdb.connect(config=duckdb_config(settings)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        for name, pad in zip(("inner", "outer"), hmac_pads(read_pii_key(settings)), strict=True):
            connection.execute(f"set variable pii_key_{name} = ?", [pad])
        connection.execute(f"attach {text(str(settings.build_file))} as build (read_only)")
        connection.execute("use build")
        query = f"create or replace temp table profiled as {path.read_text()}"
        plan = json.loads(connection.execute(f"explain (analyze, format json) {query}").fetchone()[1])
    operators = sorted(_operators(plan["operator"]), key=lambda one: -one["seconds"])
    return {
        "seconds": plan["query"]["total_time"],
        "cpu_seconds": sum(one["seconds"] for one in operators),
        "operators": operators[:10],
    }


def _operators(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for node in nodes:
        does = "; ".join(
            f"{what}: {' '.join(str(said).split())}"
            for what, said in node["extra_info"].items()
            if what != "Estimated Cardinality"
        )
        found.append({"type": node["type"], "seconds": node["timing"], "does": does[:_KEPT]})
        found += _operators(node.get("children", []))
    return found
