"""How strangers agree by chance (u): each level's share of all pairs of a sample."""

from typing import Any

import duckdb

from ml_tasks.identity.matching_profiles import PROFILES
from ml_tasks.identity.matching_splink import levels_of

_LEVELS = "matching_sample_levels"
_NOT_COMPARED = -1


def compare_sample(own: duckdb.DuckDBPyConnection, settings: dict[str, Any]) -> None:
    """Compare every two profiles of the sample once, and keep which level each comparison found.

    splink would do it anew for each estimate, one comparison at a time; the levels are the same.
    """
    columns = [row[0] for row in own.execute(f"describe {PROFILES}").fetchall()]
    sides = ", ".join(f"l.{name} as {name}_l, r.{name} as {name}_r" for name in columns)
    found = ", ".join(found_level(comparison) for comparison in settings["comparisons"])
    own.execute(
        f"""
        create or replace table {_LEVELS} as
        with pairs as (select {sides} from {PROFILES} as l inner join {PROFILES} as r on l.n < r.n)

        select n_l, n_r, {found} from pairs
        """
    )


def learn_chance(own: duckdb.DuckDBPyConnection, settings: dict[str, Any], least_probability: float) -> None:
    """Fill in u from the pairs of whom is in the sample still; what was never seen gets the least probability."""
    for comparison in settings["comparisons"]:
        name = comparison["output_column_name"]
        counted = dict(
            own.execute(
                f"""
                select {name}, count(*) from {_LEVELS}
                where n_l in (select n from {PROFILES}) and n_r in (select n from {PROFILES}) and {name} >= 0
                group by {name}
                """
            ).fetchall()
        )
        compared = max(sum(counted.values()), 1)
        levels = [level for other, _, level in levels_of(settings) if other == name]
        for place, level in enumerate(levels):
            level["u_probability"] = max(max(counted.get(place, 0), 0.5) / compared, least_probability)


def found_level(comparison: dict[str, Any]) -> str:
    """Return the CASE that says which level holds: its place among those that say something."""
    whens, place = [], 0
    for level in comparison["comparison_levels"]:
        if level.get("is_null_level"):
            outcome = _NOT_COMPARED
        else:
            outcome, place = place, place + 1
        condition = level["sql_condition"]
        whens.append(f"else {outcome}" if condition == "ELSE" else f"when {condition} then {outcome}")
    return f"(case {' '.join(whens)} end)::tinyint as {comparison['output_column_name']}"
