"""The Parquet mirror holds the same rows as the file, and its manifest says how to check them."""

import hashlib
import json
import os
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from warehouse import recovery, versions
from warehouse.connection import build_connection
from warehouse.errors import WrongUse
from warehouse.parquet_months import record_mirrored_months
from warehouse.publish import publish
from warehouse.schema_acceptance import accept_schema

# Orders of three months and one of which no day is known; another table of months is empty.
MONTHS = """
create or replace table marts.fct_orders as
select
    range as order_id,
    if(range = 6, null, date '2016-12-30' + (range * 11)::int) as ordered_on,
    'bought' as state
from range(7);
create or replace table marts.fct_returns as select * from marts.fct_orders where false;
insert into ops.published_columns
select schema_name, table_name, column_name from duckdb_columns() where table_name in ('fct_orders', 'fct_returns');
delete from ops.mirrored_months;
insert into ops.mirrored_months values ('marts', 'fct_orders', 'ordered_on'), ('marts', 'fct_returns', 'ordered_on');
"""


def current_manifest(settings) -> dict:
    return json.loads((settings.parquet / "current" / "manifest.json").read_text())


def files_of(settings, table: str) -> dict[str, Path]:
    """Where the months of a table lie."""
    entries = [entry for entry in current_manifest(settings)["tables"] if entry["table"] == table]
    return {entry["month"]: (settings.parquet / "current").resolve() / entry["file"] for entry in entries}


@pytest.fixture
def publish_months(settings, make_build):
    """Publish a build with a table that is split by month; ``then`` changes it before."""

    def make(build_id: int = 1, then: str = "") -> str:
        make_build(settings, build_id, then=MONTHS + then)
        return publish(settings, release_pin=True).version

    return make


def test_every_published_table_with_rows_checksum_and_build(settings, make_build):
    make_build(settings, 7, then=MONTHS)
    publication = publish(settings, release_pin=True)
    current = settings.parquet / "current"

    manifest = current_manifest(settings)

    assert manifest["version"] == publication.version == current.resolve().name
    assert (manifest["build_id"], manifest["model_version"], manifest["as_of"]) == (7, "m1", "2018-01-07 00:00:00")
    for entry in manifest["tables"]:
        path = current / entry["file"]
        assert path.stat().st_size == entry["bytes"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == entry["sha256"]
        assert len(duckdb.read_parquet(str(path)).fetchall()) == entry["rows"]
    with duckdb.connect(str(settings.published_link), read_only=True) as reader:
        tables = reader.execute("select schema_name, table_name from duckdb_tables() order by all").fetchall()
        assert sorted({(entry["schema"], entry["table"]) for entry in manifest["tables"]}) == tables
        for schema, table in set(tables) - {("marts", "fct_orders"), ("marts", "fct_returns")}:
            mirrored = duckdb.read_parquet(str(current / schema / f"{table}.parquet")).fetchall()
            assert mirrored == reader.execute(f"from {schema}.{table}").fetchall()


def test_a_large_table_is_a_folder_for_each_month(settings, publish_months):
    publish_months()

    files = files_of(settings, "fct_orders")

    # The days are 30 December, 10, 21 January, 1, 12 and 23 February; of the last order none is known.
    assert {month: path.parent.name for month, path in files.items()} == {
        "2016-12": "month=2016-12",
        "2017-01": "month=2017-01",
        "2017-02": "month=2017-02",
        "none": "month=none",
    }
    orders = {month: duckdb.read_parquet(str(path)).order("order_id").fetchall() for month, path in files.items()}
    assert {month: [row[0] for row in rows] for month, rows in orders.items()} == {
        "2016-12": [0],
        "2017-01": [1, 2],
        "2017-02": [3, 4, 5],
        "none": [6],
    }
    assert not (settings.parquet / "current" / "marts" / "fct_orders.parquet").exists()


def test_the_months_together_are_the_table(settings, publish_months):
    publish_months()
    months = settings.parquet / "current" / "marts" / "fct_orders" / "*" / "*.parquet"

    with duckdb.connect(str(settings.published_link), read_only=True) as reader:
        published = reader.execute("from marts.fct_orders order by order_id").fetchall()
    query = f"select * exclude (month) from read_parquet('{months}', hive_partitioning = true) order by order_id"
    with duckdb.connect() as connection:
        assert connection.execute(query).fetchall() == published


def test_an_empty_table_keeps_its_columns(settings, publish_months):
    publish_months()

    (path,) = files_of(settings, "fct_returns").values()

    assert path.parent.name == "month=none"
    assert duckdb.read_parquet(str(path)).columns == ["order_id", "ordered_on", "state"]


def test_months_in_which_nothing_changed_are_not_written_again(settings, publish_months):
    publish_months(1)
    before = files_of(settings, "fct_orders")
    publish_months(2, then="update marts.fct_orders set state = 'given back' where order_id = 2")

    after = files_of(settings, "fct_orders")

    kept = {month for month in after if before[month].samefile(after[month])}
    assert kept == {"2016-12", "2017-02", "none"}
    assert ("given back",) in duckdb.read_parquet(str(after["2017-01"])).project("state").fetchall()
    assert ("given back",) not in duckdb.read_parquet(str(before["2017-01"])).project("state").fetchall()


@pytest.mark.parametrize(
    "change",
    [
        "update marts.fct_orders set state = 'given back' where order_id = 1",
        "insert into marts.fct_orders from marts.fct_orders where order_id = 1",
        "delete from marts.fct_orders where order_id = 1",
        "alter table marts.fct_orders alter order_id type integer",
        "alter table marts.fct_orders add column shop varchar; insert into ops.published_columns values "
        "('marts', 'fct_orders', 'shop')",
    ],
)
def test_a_month_in_which_anything_changed_is_written_anew(settings, publish_months, make_build, change):
    publish_months(1)
    before = files_of(settings, "fct_orders")
    make_build(settings, 2, then=MONTHS + change)
    if "type integer" in change:
        accept_schema(settings)
    publish(settings, release_pin=True)

    assert not before["2017-01"].samefile(files_of(settings, "fct_orders")["2017-01"])


def test_a_damaged_month_is_not_taken_over(settings, publish_months):
    publish_months(1)
    damaged = files_of(settings, "fct_orders")["2017-01"]
    damaged.chmod(0o644)
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    publish_months(2)

    assert len(duckdb.read_parquet(str(files_of(settings, "fct_orders")["2017-01"])).fetchall()) == 2


def test_without_second_names_for_files_all_is_written(settings, publish_months, monkeypatch):
    publish_months(1)
    before = files_of(settings, "fct_orders")
    linked = []

    def link(source, target):
        if linked:
            raise OSError("no links here")
        linked.append(target)
        Path(target).write_bytes(Path(source).read_bytes())

    monkeypatch.setattr(os, "link", link)
    publish_months(2)

    after = files_of(settings, "fct_orders")
    assert not any(before[month].samefile(after[month]) for month in after)
    assert duckdb.read_parquet(str(before["none"])).fetchall() == duckdb.read_parquet(str(after["none"])).fetchall()


def test_removing_a_version_leaves_what_another_shares_with_it(settings, publish_months):
    first = publish_months(1)
    publish_months(2)

    recovery.discard(settings, first)

    assert not versions.mirror_of(settings, first).exists()
    assert len(duckdb.read_parquet(str(files_of(settings, "fct_orders")["2017-01"])).fetchall()) == 2


def test_a_model_that_has_no_such_day_is_named(settings, monkeypatch):
    node = SimpleNamespace(
        resource_type="model",
        schema="marts",
        name="fct_orders",
        columns={},
        config=SimpleNamespace(meta={"mirrored_by_month": "ordered_on"}),
    )
    monkeypatch.setattr(
        "warehouse.parquet_months.read_manifest",
        lambda settings: SimpleNamespace(nodes={"model.segmart.fct_orders": node}),
    )
    with build_connection(settings, "test") as connection, pytest.raises(WrongUse, match="month of 'ordered_on'"):
        record_mirrored_months(settings, connection)


def test_earlier_mirrors_stay(settings, make_build):
    make_build(settings)
    versions = [publish(settings, release_pin=True).version for _ in range(2)]

    assert sorted(path.name for path in settings.parquet.iterdir()) == [*versions, "current"]
