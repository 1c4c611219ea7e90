"""The same as_of over the same raw rows gives equal rows, however the files came."""

import duckdb

from tests.planted_shop import land

AS_OF = ("--as-of", "2018-01-01")
LAST_WEEK = "2017-12-25"


def tables_that_differ(one, other, schema: str) -> dict[str, int]:
    """Compare all tables of a schema, row for row and value for value, and count what is in one home only."""
    with duckdb.connect() as connection:
        for name, home in (("one", one), ("other", other)):
            connection.execute(f"attach '{home.settings.published_link.resolve()}' as {name} (read_only)")
        tables = [
            sorted(
                row[0]
                for row in connection.execute(
                    "select table_name from duckdb_tables() where database_name = ? and schema_name = ?", [name, schema]
                ).fetchall()
            )
            for name in ("one", "other")
        ]
        assert tables[0] == tables[1]
        assert tables[0], f"no table in {schema}"
        differences = {}
        for table in tables[0]:
            only = [
                connection.execute(
                    f"select count(*) from (from {a}.{schema}.{table} except all from {b}.{schema}.{table})"
                ).fetchone()[0]
                for a, b in (("one", "other"), ("other", "one"))
            ]
            if sum(only):
                differences[table] = sum(only)
        return differences


def test_all_at_once_equals_in_two_parts(make_home, planted_shop):
    at_once, in_parts = make_home("at_once"), make_home("in_parts")
    land(planted_shop, at_once.settings.landing)
    assert at_once.segmart("run", *AS_OF)[0] == 0

    land(planted_shop, in_parts.settings.landing, before=LAST_WEEK)
    assert in_parts.segmart("run", "--as-of", LAST_WEEK)[0] == 0
    assert tables_that_differ(at_once, in_parts, "marts"), "a week less must show"
    land(planted_shop, in_parts.settings.landing, since=LAST_WEEK)
    assert in_parts.segmart("run", *AS_OF)[0] == 0

    assert tables_that_differ(at_once, in_parts, "marts") == {}

    for home in (at_once, in_parts):
        assert home.segmart("train", *AS_OF)[0] == 0
        assert home.segmart("run", *AS_OF)[0] == 0
    assert tables_that_differ(at_once, in_parts, "segments") == {}
    assert at_once.rows("select count(*) from segments.customer_segments") == at_once.rows(
        "select count(*) from marts.dim_customers"
    )

    # The home that was fed everything at once has had nothing new since its first run.
    assert len(list(at_once.settings.versions.glob("*.duckdb"))) == 1
    status, out, _ = at_once.segmart("run", *AS_OF)
    assert (status, "Nothing was published" in out) == (0, True)
