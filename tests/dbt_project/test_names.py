"""What tables and columns may be called; the message of each failure names the column and the mend.

A name that the rules do not cover is on a list here, with its reason, and nowhere else.
"""

import re
from collections.abc import Iterator

import pytest

TABLE_NAMES = {
    "staging": r"stg_[a-z0-9]+__[a-z0-9_]+",
    "intermediate": r"int_[a-z0-9_]+__[a-z0-9_]+",
    "marts": r"(dim|fct|customer)_[a-z0-9_]+",
    "segments": r"(dim|customer|segment|cluster|rule|rfm)_[a-z0-9_]+",
}
# Tables about no single entity: a business figure by its grain.
OTHER_TABLES = {
    "weekly_kpis",
    "funnel_daily",
    "cohort_retention",
    "visit_conversion",
    "journey_transitions",
    "journey_conversion",
    "mart_reconciliation",
    "rfm_segment_ranges",
    "personas",
}

# What a type must be called, and which names are excused.
BY_TYPE = {
    "timestamp": (r".*_at", {"as_of", "valid_from", "valid_to"}),
    "date": (r".*_(on|date)", {"date_day"}),
    "boolean": (r"(is|has)_.*", set()),
    # Bounds of measures in units of their own; what is in another currency has it beside it (see below).
    "decimal": (r"(.*_)?(usd|amount|score_from|score_to)", {"lowest_value", "highest_value"}),
}
# What a name must be typed. Quantiles, means and treated values of whole numbers are none themselves.
BY_NAME = {
    r".*_at": {"timestamp"},
    r".*_(on|date)": {"date"},
    r".*_id": {"varchar", "integer", "bigint"},
    r"(?!p25_|p75_|median_|average_).*_count": {"bigint", "integer"},
    r".*_usd": {"decimal", "double"},
    r".*_(share|probability)": {"double"},
    r".*_score": {"integer", "double"},
    r"(is|has)_.*": {"boolean"},
}
# Bands and codes that the extracts write as text; a model's columns of 0 and 1.
EXCUSED_TABLES = {"customer_attributes_encoded"}
EXCUSED_COLUMNS = {"kids_count"}
# Words that leave open what was measured: recency of what, in which unit, better high or low?
VAGUE = {
    *("recency", "frequency", "monetary", "value", "count", "total", "number", "rate", "spend"),
    *("date", "day", "time", "timestamp", "id", "key", "name", "type", "status_code", "flag", "clv", "aov", "revenue"),
}


def _models(manifest, *schemas: str) -> list[dict]:
    nodes = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    found = [node for node in nodes if node["schema"] in schemas]
    assert found, f"no model is in {schemas}; mend this test"
    return found


def _published_columns(manifest) -> Iterator[tuple[str, str, str]]:
    """Table, column, and the type without its width."""
    for model in _models(manifest, "marts", "segments"):
        for column in model["columns"].values():
            if column["config"]["meta"].get("published", True):
                yield model["name"], column["name"], re.match(r"\w+", column["data_type"].lower())[0]


@pytest.mark.parametrize("schema", TABLE_NAMES)
def test_tables_are_named_for_their_layer(manifest, schema):
    for model in _models(manifest, schema):
        assert model["name"] in OTHER_TABLES or re.fullmatch(TABLE_NAMES[schema], model["name"]), (
            f"{schema}.{model['name']}: tables of {schema} are called {TABLE_NAMES[schema]}; "
            "rename it, or enter it in OTHER_TABLES"
        )


def test_a_type_shows_in_the_name(manifest):
    for table, column, kind in _published_columns(manifest):
        wanted, excused = BY_TYPE.get(kind, (r".*", set()))
        assert column in excused or re.fullmatch(wanted, column), (
            f"{table}.{column} is a {kind}, so it must be called {wanted}"
        )


def test_an_amount_stands_beside_its_currency(manifest):
    for model in _models(manifest, "marts", "segments"):
        amounts = [name for name in model["columns"] if re.fullmatch(r"(.*_)?amount", name)]
        assert not amounts or "currency" in model["columns"], (
            f"{model['name']}.{amounts[0]} is in no currency; convert it and call it _usd, or add the column currency"
        )


def test_a_name_keeps_its_promise(manifest):
    for table, column, kind in _published_columns(manifest):
        if table in EXCUSED_TABLES or column in EXCUSED_COLUMNS:
            continue
        for name, kinds in BY_NAME.items():
            assert not re.fullmatch(name, column) or kind in kinds, (
                f"{table}.{column} is a {kind}; what is called {name} must be one of {sorted(kinds)}"
            )


def test_names_say_what_the_number_is(manifest):
    for table, column, _ in _published_columns(manifest):
        assert column not in VAGUE, f"{table}.{column} leaves open what it counts, of what and in which unit"
        assert re.fullmatch(r"[a-z][a-z0-9_]*", column), f"{table}.{column} must be lower case, words joined by _"


def test_excuses_are_still_needed(manifest):
    tables = {table for table, _, _ in _published_columns(manifest)}
    columns = {column for _, column, _ in _published_columns(manifest)}
    excused = EXCUSED_COLUMNS.union(*(names for _, names in BY_TYPE.values()))
    assert tables >= OTHER_TABLES | EXCUSED_TABLES, "take the tables that are gone off the lists above"
    assert columns >= excused, f"{sorted(excused - columns)} are gone; take them off the lists above"
