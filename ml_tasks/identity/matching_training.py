"""What splink learns without being told who is who: how strangers agree by chance, and one person's profiles."""

import re
from typing import Any

import duckdb

from ml_tasks.identity.matching_chance import compare_sample, learn_chance
from ml_tasks.identity.matching_comparisons import OF_RELATIVES
from ml_tasks.identity.matching_config import BlockingRule, MatchingConfig, TrainingRule
from ml_tasks.identity.matching_pairs import PAIRS, pair_profiles
from ml_tasks.identity.matching_profiles import PROFILES, keys_of
from ml_tasks.identity.matching_relatives import weigh_relatives
from ml_tasks.identity.matching_splink import levels_of, linker_of, score_registered

_BLOCKS = "matching_blocks"
_UNTAUGHT = 0.9
"""How often one person's profiles agree in what no rule could teach."""


def learn(connection: duckdb.DuckDBPyConnection, settings: dict[str, Any], config: MatchingConfig) -> dict[str, Any]:
    """Return the settings with what was learned of the profiles in ``matching_profiles``.

    It happens in a database of its own, in memory and with one thread: sums of fractions then come in one order, and
    the same profiles give the same model to the last digit.
    """
    settings["probability_two_random_records_match"] = _share_of_matches(connection, config)
    with duckdb.connect(config={"temp_directory": ""}) as own:
        sample = f"from {PROFILES} order by hash(customer_ref), n limit {config.sample_size}"
        _copy(connection, own, sample, PROFILES)
        compare_sample(own, settings)
        own.execute("set threads = 1")
        # Second profiles in the sample pass for strangers who agree: they go, and chance is measured again.
        for _ in range(config.max_rounds):
            learn_chance(own, settings, config.least_probability)
            _learn_matches(connection, own, settings, config)
            weigh_relatives(connection, settings, config.relatives_excess)
            if not _drop_second_profiles(own, settings, config):
                break
    return settings


def _copy(source: duckdb.DuckDBPyConnection, target: duckdb.DuckDBPyConnection, query: str, table: str) -> None:
    # DuckDB minds a result of which only the first row was fetched when it registers, or runs a relation.
    for connection in (source, target):
        connection.execute("select 1").fetchall()
    target.register("copied", source.sql(query).to_arrow_table())
    target.execute(f"create or replace table {table} as from copied")
    target.unregister("copied")


def _share_of_matches(connection: duckdb.DuckDBPyConnection, config: MatchingConfig) -> float:
    """Return the share of all pairs that are one person: what certain rules find, and what they are taken to miss."""
    certain = pair_profiles(connection, config.certain_rules, max_block_size=config.max_block_size, only_changed=False)
    (profiles,) = connection.execute(f"select count(*) from {PROFILES}").fetchone()
    return max(certain, 1) / config.certain_share / (profiles * (profiles - 1) / 2)


def _learn_matches(
    connection: duckdb.DuckDBPyConnection,
    own: duckdb.DuckDBPyConnection,
    settings: dict[str, Any],
    config: MatchingConfig,
) -> None:
    """Fill in m by EM, in the blocks of one training rule after the other, until every comparison has learned."""
    said: dict[str, dict[str, float]] = {}
    names = [comparison["output_column_name"] for comparison in settings["comparisons"]]
    for rule in config.training_rules:
        wanted = [name for name in rule.teaches if name not in said and _is_taught(rule, name, settings)]
        if wanted and _copy_blocks(connection, own, rule, config):
            learned = _expectation_maximisation(own, rule, settings)
            said |= {name: learned[name] for name in wanted if name in learned}
    for name in names:
        levels = [
            (word, level) for other, word, level in levels_of(settings) if other == name and word not in OF_RELATIVES
        ]
        for place, (word, level) in enumerate(levels):
            untaught = _UNTAUGHT if place == 0 else (1 - _UNTAUGHT) / (len(levels) - 1)
            level["m_probability"] = max(said.get(name, {}).get(word, untaught), config.least_m_probability)


def _is_taught(rule: TrainingRule, name: str, settings: dict[str, Any]) -> bool:
    """Return whether the comparison is there and uses no column of the rule: one that does learns nothing from it."""
    used = [level["sql_condition"] for other, _, level in levels_of(settings) if other == name]
    return bool(used) and not any(re.search(rf"\b{key}_l\b", sql) for key in rule.keys for sql in used)


def _expectation_maximisation(
    own: duckdb.DuckDBPyConnection, rule: TrainingRule, settings: dict[str, Any]
) -> dict[str, dict[str, float]]:
    """Return comparison -> level -> m, for the comparisons that use no column of the rule."""
    with linker_of(own, _BLOCKS, _without_m(settings)) as linker:
        session = linker.training.estimate_parameters_using_expectation_maximisation(
            _agreement(rule), estimate_without_term_frequencies=True
        )
        return {
            comparison.output_column_name: {
                level.label_for_charts: level.m_probability for level in comparison._comparison_levels_excluding_null
            }
            for comparison in session.core_model_settings.comparisons
        }


def _copy_blocks(
    connection: duckdb.DuckDBPyConnection, own: duckdb.DuckDBPyConnection, rule: TrainingRule, config: MatchingConfig
) -> bool:
    """Copy whole blocks of the rule, chosen by their key's hash; return whether they hold pairs enough."""
    (key,) = keys_of(BlockingRule(keys=rule.keys))
    blocks = f"select {key} as key, count(*) as size from {PROFILES} group by key having key is not null and size > 1"
    (pairs,) = connection.execute(f"select coalesce(sum(size * (size - 1) / 2), 0) from ({blocks})").fetchone()
    kept = min(1.0, config.max_training_pair_count / max(pairs, 1))
    _copy(
        connection,
        own,
        f"with blocks as ({blocks}) from {PROFILES} where {key} in "
        f"(select key from blocks where hash(key) % 1000000 < {kept * 1_000_000}) order by n",
        _BLOCKS,
    )
    found = own.execute(
        f"select count(*) from {_BLOCKS} as l inner join {_BLOCKS} as r on {_agreement(rule)} and l.n < r.n"
    )
    return found.fetchone()[0] >= config.min_training_pair_count


def _agreement(rule: TrainingRule) -> str:
    agree = [f"l.{key} = r.{key}" for key in rule.keys]
    # A profile without an address lives apart from everybody, from others without one too.
    apart = ["coalesce(l.home, '') <> coalesce(r.home, '-')"] if rule.apart else []
    return " and ".join(agree + apart)


def _drop_second_profiles(own: duckdb.DuckDBPyConnection, settings: dict[str, Any], config: MatchingConfig) -> int:
    """Leave one profile of a person in the sample, as far as the model knows by now; return how many went."""
    pair_profiles(own, config.blocking_rules, max_block_size=config.max_block_size, only_changed=False)
    with score_registered(own, PROFILES, PAIRS, settings, config.doubt_probability) as predicted:
        second = f"select n_r from {predicted}"
        (count,) = own.execute(f"select count(distinct n_r) from {predicted}").fetchone()
        own.execute(f"delete from {PROFILES} where n in ({second})")
    return count


def _without_m(settings: dict[str, Any]) -> dict[str, Any]:
    """Return the settings as EM starts with them: m unknown, and the levels of relatives, weighed elsewhere, silent."""
    comparisons = [
        comparison | {"comparison_levels": [_untaught(level) for level in comparison["comparison_levels"]]}
        for comparison in settings["comparisons"]
    ]
    return settings | {"comparisons": comparisons}


def _untaught(level: dict[str, Any]) -> dict[str, Any]:
    if level["label_for_charts"] in OF_RELATIVES:
        return {"sql_condition": level["sql_condition"], "label_for_charts": "silent", "is_null_level": True}
    return {key: value for key, value in level.items() if key != "m_probability"}
