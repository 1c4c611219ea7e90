"""A restored home and its landed files give the publication that the lost home had."""

import shutil

import pytest

from tests.end_to_end.test_two_homes import AS_OF, LAST_WEEK, tables_that_differ
from tests.planted_shop import land
from warehouse import cli
from warehouse.connection import build_connection


@pytest.fixture
def lost_and_restored(make_home, planted_shop, tmp_path):
    """A home that loaded in two parts, one file corrected in place, and trained; and the same after its loss."""
    lost, restored = make_home("lost"), make_home("restored")
    land(planted_shop, lost.settings.landing, before=LAST_WEEK)
    assert lost.segmart("load")[0] == 0
    land(planted_shop, lost.settings.landing, since=LAST_WEEK)
    # Nobody can load the first content again: it is in raw alone.
    (first, *_) = sorted((lost.settings.landing / "crm").rglob("*.csv"))
    first.write_text(first.read_text().replace("First0", "Zeroth"))
    assert lost.segmart("run", *AS_OF)[0] == 0

    status, out, _ = lost.segmart("backup", str(tmp_path / "home.tar"))
    assert (status, "THE KEY IS NOT IN IT" in out) == (0, True)
    assert restored.segmart("restore", str(tmp_path / "home.tar"))[0] == 0
    shutil.copytree(lost.settings.landing, restored.settings.landing)
    return lost, restored


def raw_rows(home):
    """Rows, and different places that they came from, of each raw table."""
    with build_connection(home.settings, "test") as build:
        tables = build.execute(
            "select table_name from duckdb_tables() where schema_name = 'raw' order by all"
        ).fetchall()
        return {
            name: build.execute(
                f"select count(*), count(distinct (_batch_id, _source_file, _source_row)) from raw.{name}"
            ).fetchone()
            for (name,) in tables
        }


def test_the_next_run_publishes_the_same(lost_and_restored, monkeypatch):
    lost, restored = lost_and_restored
    before = raw_rows(lost)
    assert "nothing yet" in restored.segmart("status")[1]
    assert restored.segmart("publish")[0] == 1
    assert restored.segmart("rollback")[0] == 1

    # With another key nothing is built, since everybody would get another id.
    monkeypatch.setenv("SEGMART_PII_KEY", "another key")
    assert cli.run(["run", *AS_OF]) == 3
    status, out, _ = restored.segmart("run", *AS_OF)
    assert status == 0, out
    for source in ("crm", "transactions", "web"):
        assert f"{source}: nothing new" in out

    for schema in ("marts", "segments"):
        assert not tables_that_differ(lost, restored, schema)
    assert raw_rows(restored) == before
    assert before["crm__customers"][0] > lost.rows("select count(*) from marts.dim_customers")[0][0]
    assert (
        lost.rows("select model_version from ops.publications")[0]
        == restored.rows("select max(model_version) from ops.publications")[0]
    )
    assert restored.rows("select count(*) from ops.publications") == [(2,)]
