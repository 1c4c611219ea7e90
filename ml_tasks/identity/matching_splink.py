"""splink, kept quiet and tidy: temp tables alone, no logging, and nothing left behind."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb
from splink import DuckDBAPI, Linker

from ml_tasks.identity.matching_comparisons import Comparison

UNIQUE = "n"


class TemporaryTables(DuckDBAPI):
    """splink's DuckDB, except that every table is a temp table: no schema of the warehouse is touched."""

    def _setup_for_execute_sql(self, sql: str, physical_name: str) -> str:
        return f"create or replace temp table {physical_name} as\n{sql}"


@contextmanager
def linker_of(connection: duckdb.DuckDBPyConnection, table: str, settings: dict[str, Any]) -> Iterator[Linker]:
    """Yield a linker over a table of the connection; drop all that it made, and hush splink meanwhile."""
    logger = logging.getLogger("splink")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    # splink's statements are refused while a result stands unread: this one ends it, and is read.
    connection.execute("select 1").fetchall()
    database = TemporaryTables(connection)
    try:
        yield Linker(database.register(table), settings, log_level=None, validate_settings=False)
    finally:
        database.delete_tables_created_by_splink_from_db()
        logger.setLevel(level)


@contextmanager
def score_registered(
    connection: duckdb.DuckDBPyConnection, table: str, pairs: str, settings: dict[str, Any], least_probability: float
) -> Iterator[str]:
    """Yield the name of a temp table of the pairs that reach the probability; it goes when the block ends."""
    with linker_of(connection, table, settings) as linker:
        linker.table_management.register_blocked_pairs_for_predict(linker._db_api.register(pairs))
        yield linker.inference.predict(
            threshold_match_probability=least_probability, warning_mode="never"
        ).physical_name


def levels_of(settings: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield comparison, word and settings of every level that says something."""
    for comparison in settings["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):
                yield comparison["output_column_name"], level["label_for_charts"], level


def untrained_settings(comparisons: Sequence[Comparison]) -> dict[str, Any]:
    """Return splink's settings for the comparisons, with nothing learned yet."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": UNIQUE,
        "linker_uid": "segmart",
        # More rounds of EM only drive what never happens towards a zero that splink refuses.
        "max_iterations": 12,
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": False,
        "comparisons": [_comparison_settings(comparison) for comparison in comparisons],
        "blocking_rules_to_generate_predictions": [],
    }


def _comparison_settings(comparison: Comparison) -> dict[str, Any]:
    levels = []
    for level in comparison.levels:
        said = {"sql_condition": level.sql, "label_for_charts": level.word}
        if level.says_nothing:
            said["is_null_level"] = True
        if level.weighed_by:
            said |= {
                "tf_adjustment_column": level.weighed_by,
                "tf_adjustment_weight": 1.0,
                "tf_minimum_u_value": level.rarest,
            }
        levels.append(said)
    return {"output_column_name": comparison.name, "comparison_levels": levels}
