"""Two files are equal or not, whatever the order of their rows; and what a person is told of two publications."""

import io
import json

import duckdb
import pytest
from rich.console import Console

from warehouse import cli
from warehouse.cli.diff_view import diff_view
from warehouse.diff import diff_versions, differing_tables
from warehouse.errors import WrongUse
from warehouse.publish import publish
from warehouse.version_choice import find_version

ROWS = """
create schema marts;
create table marts.customers (customer_id varchar, spend decimal(18, 2), share double, tags varchar[], as_of timestamp);
insert into marts.customers values
    ('a', 1.50, 0.1, ['x'], '2018-01-01'),
    ('b', 2.50, 0.2, null, '2018-01-01'),
    ('b', 2.50, 0.2, null, '2018-01-01'),
    ('c', null, null, [], '2018-01-01');
"""


@pytest.fixture
def file_with(tmp_path):
    """Write a database file: the rows above, then what is asked."""

    def write(then=""):
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.duckdb"
        with duckdb.connect(str(path)) as connection:
            connection.execute(ROWS + then)
        return path

    return write


def found(one, other, **options):
    """Return (only earlier, only later, whether columns differ) for each table that differs."""
    return {
        entry.table: (entry.only_earlier, entry.only_later, entry.has_other_columns)
        for entry in differing_tables(one, other, **options)
    }


@pytest.mark.parametrize(
    "then",
    [
        "",
        "create or replace table marts.customers as from marts.customers order by customer_id desc",
        "update marts.customers set share = share + 1e-12",
        "create schema other; create table other.a as select 1 as b; create view marts.v as select 1 as c",
    ],
    ids=["the same rows", "another order", "floats to 1e-9", "what is not compared"],
)
def test_equal_files(file_with, then):
    assert differing_tables(file_with(), file_with(then)) == []


@pytest.mark.parametrize(
    ("then", "difference"),
    [
        ("insert into marts.customers values ('d', 1, 1, null, null)", (0, 1, False)),
        ("delete from marts.customers where customer_id = 'a'", (1, 0, False)),
        ("update marts.customers set spend = 1.51 where customer_id = 'a'", (1, 1, False)),
        ("update marts.customers set share = share + 1e-7 where customer_id = 'a'", (1, 1, False)),
        ("update marts.customers set share = null where customer_id = 'a'", (1, 1, False)),
        ("update marts.customers set tags = ['y'] where customer_id = 'a'", (1, 1, False)),
        ("update marts.customers set spend = 0 where customer_id = 'c'", (1, 1, False)),
        ("insert into marts.customers from marts.customers where customer_id = 'a'", (0, 1, False)),
        ("delete from marts.customers where customer_id = 'b'", (2, 0, False)),
        ("alter table marts.customers add column tier varchar", (0, 0, True)),
        ("alter table marts.customers alter spend type double", (0, 0, True)),
    ],
    ids=[
        "a row more", "a row less", "another amount", "a float further off", "a float that is gone", "another list",
        "zero is not null", "a copy more", "two copies less", "a column more", "another type",
    ],
)  # fmt: skip
def test_what_differs(file_with, then, difference):
    assert found(file_with(), file_with(then)) == {"marts.customers": difference}


def test_rows_that_floats_alone_tell_apart(file_with):
    points = "create table marts.points as select range * 0.5::double as x, range * -0.1::double as y from range(1000)"
    nearly = points + "; update marts.points set x = x * (1 + 1e-13::double), y = y + 1e-11::double"

    assert found(file_with(points), file_with(nearly)) == {}
    assert found(file_with(points), file_with(nearly + "; delete from marts.points where x > 499.2")) == {
        "marts.points": (1, 0, False)
    }


def test_a_table_that_only_one_file_has(file_with):
    more = file_with("create table marts.more as select 1 as a from range(3)")

    assert found(file_with(), more) == {"marts.more": (0, 3, True)}
    assert found(more, file_with()) == {"marts.more": (3, 0, True)}


def test_what_may_differ_is_named(file_with):
    later = file_with("update marts.customers set as_of = '2018-01-02'")
    with_stamp = file_with("alter table marts.customers add column built_by integer default 1")

    assert found(file_with(), later) == {"marts.customers": (4, 4, False)}
    assert found(file_with(), later, ignore={"as_of"}) == {}
    assert found(file_with(), with_stamp, ignore={"built_by"}) == {}


def test_other_schemas(file_with):
    one, other = (file_with(f"create schema raw; create table raw.a as select {value} as b") for value in (1, 2))

    assert found(one, other) == {}
    assert found(one, other, schemas={"raw"}) == {"raw.a": (1, 1, False)}


ORDERS = """
create or replace table marts.fct_orders as
    select 'o' || range as order_id, 2.50::decimal(18, 2) as net_spend_usd from range(%d);
insert into ops.published_columns values ('marts', 'fct_orders', 'order_id'), ('marts', 'fct_orders', 'net_spend_usd')
"""
MOVED = "; update segments.customer_segments set segment_name = 'Dormant' where customer_id in ('c1', 'c2', 'c3')"
MOVED += "; update segments.customer_segments set segment_name = 'New' where customer_id = 'c4'"
NEW_COLUMN = "; alter table marts.dim_customers add column tier varchar"
NEW_COLUMN += "; insert into ops.published_columns values ('marts', 'dim_customers', 'tier')"


def published(settings, make_build, build_id, **options):
    make_build(settings, build_id, **options)
    return publish(settings, release_pin=True).version


def shown(diff):
    console = Console(width=160, record=True, file=io.StringIO())
    console.print(diff_view(diff))
    return console.export_text()


def test_customers_segments_totals_and_schema(settings, make_build):
    first = published(settings, make_build, 1, customers=40, then=ORDERS % 10)
    second = published(settings, make_build, 2, customers=42, then=ORDERS % 12 + MOVED + NEW_COLUMN)

    diff = diff_versions(settings)

    assert (diff.earlier.version, diff.later.version) == (first, second)
    assert (diff.arrivals.new_count, diff.arrivals.gone_count) == (2, 0)
    assert [(move.earlier, move.later, move.customer_count) for move in diff.moves] == [
        ("Regulars", "Dormant", 3),
        ("Regulars", "New", 1),
    ]
    assert (diff.totals_earlier.order_count, diff.totals_later.order_count) == (10, 12)
    assert (str(diff.totals_earlier.net_spend_usd), str(diff.totals_later.net_spend_usd)) == ("25.00", "30.00")
    assert [str(change) for change in diff.schema] == ["added column marts.dim_customers.tier (VARCHAR)"]
    rows = {entry.table: (entry.rows_earlier, entry.rows_later) for entry in diff.tables}
    assert rows == {
        "marts.dim_customers": (40, 42),
        "marts.fct_orders": (10, 12),
        "segments.customer_segments": (40, 42),
    }
    text = shown(diff)
    for words in (
        first,
        second,
        "2018-01-02",
        "2 customers are new, 0 are gone",
        "4 customers changed",
        "Dormant",
        "tier",
    ):
        assert words in text


def test_backwards(settings, make_build):
    published(settings, make_build, 1, customers=40)
    published(settings, make_build, 2, customers=42)

    diff = diff_versions(settings, "b2", "b1")

    assert (diff.arrivals.new_count, diff.arrivals.gone_count) == (0, 2)


def test_equal_publications_are_one_sentence(settings, make_build):
    make_build(settings)
    for _ in range(2):
        publish(settings, release_pin=True)

    diff = diff_versions(settings)

    assert not diff.is_any
    assert shown(diff).startswith("Nothing changed from ")
    assert len(shown(diff).splitlines()) == 1


def test_a_publication_without_a_model(settings, make_build):
    rfm = """
    create or replace table marts.customer_rfm as
        select customer_id, case when customer_id < $id then 'Loyal' else 'At Risk' end as rfm_segment
        from marts.dim_customers;
    insert into ops.published_columns
    values ('marts', 'customer_rfm', 'customer_id'), ('marts', 'customer_rfm', 'rfm_segment')
    """
    without = "; delete from ops.published_columns where schema_name = 'segments'"
    without += "; update ops.builds set model_version = null"
    published(settings, make_build, 1, then=rfm.replace("$id", "'c2'") + without)
    published(settings, make_build, 2, then=rfm.replace("$id", "'c20'"))

    diff = diff_versions(settings)

    assert diff.segment_column == "marts.customer_rfm.rfm_segment"
    assert [(move.earlier, move.later) for move in diff.moves] == [("At Risk", "Loyal")]
    assert f"{diff.earlier.version} was built without a model" in shown(diff)
    assert "added table segments.customer_segments" in shown(diff)


def test_versions_by_parts_of_their_names(settings, make_build):
    first = published(settings, make_build, 1)
    second, again = published(settings, make_build, 2), publish(settings, release_pin=True).version

    assert find_version(settings, first) == first
    assert find_version(settings, "b1") == first
    assert find_version(settings, second[:-3]) == second
    for name, words in (("b2", f"{second} or {again}"), ("b3", "no version 'b3'"), ("", "no version")):
        with pytest.raises(WrongUse, match=words):
            find_version(settings, name)


def test_without_two_publications(settings, make_build):
    with pytest.raises(WrongUse, match="no publication before the current one"):
        diff_versions(settings)
    published(settings, make_build, 1)
    with pytest.raises(WrongUse, match="no publication before the current one"):
        diff_versions(settings)
    assert not diff_versions(settings, "b1").is_any


def test_the_command_tells_programs_too(settings, make_build, monkeypatch, capsys):
    published(settings, make_build, 1)
    published(settings, make_build, 2)
    monkeypatch.setenv("SEGMART_HOME", str(settings.home))

    status = cli.run(["diff", "b1", "--json"])

    told = json.loads(capsys.readouterr().out)
    assert (status, told["is_any"], told["earlier"]["build_id"], told["later"]["build_id"]) == (0, True, 1, 2)
