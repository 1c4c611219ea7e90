"""Profiles that share no key: how alike two of them are, learned from the profiles themselves (Fellegi and Sunter)."""

from typing import Any

import duckdb

from ml_tasks.identity.matching_config import MatchingConfig
from ml_tasks.identity.matching_pairs import PAIRS, pair_profiles
from ml_tasks.identity.matching_profiles import PROFILES, comparisons_worth_it, prepare_profiles
from ml_tasks.identity.matching_splink import score_registered, untrained_settings
from ml_tasks.identity.matching_training import learn

SCORED = "scored_pairs"


def train_matching(connection: duckdb.DuckDBPyConnection, table: str, config: MatchingConfig) -> dict[str, Any]:
    """Learn from the profiles of a table; return a model that JSON can hold, without a value of anybody in it.

    The same profiles give the same model, in whatever order they stand. ``settings`` are splink's, ``None`` where too
    few profiles are there to learn from; ``note`` says so, and which comparisons were left out.
    """
    profile_count = prepare_profiles(connection, table)
    try:
        if profile_count < config.min_profile_count:
            note = f"Nothing is matched: {profile_count:,} profiles teach nothing, {config.min_profile_count:,} would."
            return {"settings": None, "profile_count": profile_count, "left_out": [], "note": note}
        comparisons = comparisons_worth_it(connection, config)
        left_out = [other.name for other in config.comparisons if other not in comparisons]
        settings = learn(connection, untrained_settings(comparisons), config)
    finally:
        connection.execute(f"drop table if exists {PROFILES}")
    note = (
        f"Left out, because too few profiles have it: {', '.join(left_out)}." if left_out else "Everything is compared."
    )
    return {"settings": settings, "profile_count": profile_count, "left_out": left_out, "note": note}


def score_pairs(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    model: dict[str, Any],
    config: MatchingConfig,
    *,
    only_changed: bool,
) -> None:
    """Leave the temp table ``scored_pairs``: pairs from ``review_probability`` on, ``left_ref`` before ``right_ref``.

    ``comparison_levels`` is JSON: the word for what each comparison found, never a value. With ``only_changed`` just
    pairs with a changed profile are there, as they would be without it.
    """
    connection.execute(
        f"create or replace temp table {SCORED} (left_ref varchar, right_ref varchar, match_weight double, "
        "match_probability double, match_key varchar, comparison_levels varchar)"
    )
    if not model["settings"]:
        return
    try:
        prepare_profiles(connection, table)
        pair_profiles(
            connection, config.blocking_rules, max_block_size=config.max_block_size, only_changed=only_changed
        )
        _score(connection, model["settings"], config)
    finally:
        connection.execute(f"drop table if exists {PAIRS}")
        connection.execute(f"drop table if exists {PROFILES}")


def _score(connection: duckdb.DuckDBPyConnection, settings: dict[str, Any], config: MatchingConfig) -> None:
    with score_registered(connection, PROFILES, PAIRS, settings, config.review_probability) as predicted:
        rules = ", ".join(f"'{rule.name}'" for rule in config.blocking_rules)
        connection.execute(
            f"""
            insert into {SCORED}
            select
                l.customer_ref,
                r.customer_ref,
                p.match_weight,
                p.match_probability,
                ([{rules}])[p.match_key::integer + 1],
                to_json({{{_words(settings)}}})::varchar
            from {predicted} as p
            inner join {PROFILES} as l on p.n_l = l.n
            inner join {PROFILES} as r on p.n_r = r.n
            order by l.n, r.n
            """
        )


def _words(settings: dict[str, Any]) -> str:
    """Return the members of a struct that says in words which level each comparison found."""
    members = []
    for comparison in settings["comparisons"]:
        levels = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        words = ", ".join(f"'{level['label_for_charts']}'" for level in reversed(levels))
        name = comparison["output_column_name"]
        members.append(f"'{name}': coalesce(([{words}])[p.gamma_{name} + 1], 'says nothing')")
    return ", ".join(members)
