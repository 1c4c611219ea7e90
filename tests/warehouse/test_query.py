"""`segmart sql`: one query that reads, three ways to show its rows."""

import csv
import io
import json

import pytest
from rich.console import Console

from warehouse.errors import WrongUse
from warehouse.publish import publish
from warehouse.query import QueryResult, query
from warehouse.query_view import as_csv, as_json, as_table


@pytest.fixture
def published(settings, make_build):
    make_build(settings)
    publish(settings, release_pin=True)
    return settings


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) as n from marts.dim_customers",
        "from segmart.marts.dim_customers select count(*) as n;",
        "with c as (from marts.dim_customers) select count(*) as n from c",
        "select count(*)::int as n from marts.dim_customers -- all of them",
    ],
)
def test_one_reading_statement(published, sql):
    result = query(published, sql)

    assert (result.columns, result.rows) == (["n"], [(40,)])


@pytest.mark.parametrize(
    "sql", ["describe marts.dim_customers", "summarize marts.dim_customers", "show all tables", "explain select 1"]
)
def test_statements_that_describe(published, sql):
    assert query(published, sql).rows


def test_pivot(published):
    result = query(published, "pivot marts.dim_customers on built_by using count(*)")

    assert result.columns[-1] == "1"


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("select 1; select 2", "2 statements"),
        ("delete from marts.dim_customers", "only be read.*DELETE"),
        ("copy marts.dim_customers to 'out.csv'", "only be read.*COPY"),
        ("attach 'x.duckdb'", "only be read.*ATTACH"),
        ("explain analyze copy marts.dim_customers to 'out.csv'", "Permission Error"),
        ("select * from read_text('/etc/hostname')", "Permission Error"),
        ("", "There is no query"),
        ("-- nothing", "There is no query"),
        ("selec 1", 'syntax error at or near "selec"'),
        ("select nope from marts.dim_customers", '"nope" not found'),
        ("select 'a'::int", "Could not convert string 'a'"),
    ],
)
def test_wrong_use_is_one_sentence(published, sql, words):
    with pytest.raises(WrongUse, match=words) as caught:
        query(published, sql)

    assert "\n" not in str(caught.value)


def test_nothing_published_yet(settings):
    with pytest.raises(WrongUse, match=r"Nothing has been published.*segmart run"):
        query(settings, "select 1")


def test_rows_as_csv_json_and_table(published):
    result = query(
        published,
        "select 'a, \"b\"' as t, 1.50::decimal(9, 2) as d, date '2018-01-01' as day, null as nothing, "
        "'nan'::double as f, [1, 2] as l, true as b, 7 as t",
    )

    assert list(csv.reader(io.StringIO(as_csv(result))))[1] == [
        'a, "b"', "1.50", "2018-01-01", "", "nan", "[1, 2]", "True", "7",
    ]  # fmt: skip
    assert json.loads(as_json(result)) == [
        {"t": 'a, "b"', "d": 1.5, "day": "2018-01-01", "nothing": None, "f": None, "l": [1, 2], "b": True, "t_2": 7}
    ]
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(as_table(result))
    assert 'a, "b"' in console.export_text()


def test_a_long_table_says_that_it_is_cut():
    result = QueryResult(["n"], ["INTEGER"], [(number,) for number in range(5)])

    assert as_table(result, limit=3).row_count == 3
    assert "first 3 of 5 rows" in as_table(result, limit=3).caption
    assert as_table(result).caption is None


@pytest.mark.parametrize(
    "asked", ["segments.customer_segments", "segment_transitions_between('2017-06-01', '2017-07-01')"]
)
def test_a_publication_without_a_model_says_where_its_segments_are(settings, make_build, asked):
    make_build(
        settings,
        then="drop table segments.customer_segments; delete from ops.published_columns where schema_name = 'segments'",
    )
    publish(settings, release_pin=False)
    with pytest.raises(WrongUse, match=r"without a segmentation model: marts\.customer_rfm"):
        query(settings, f"from {asked}")
