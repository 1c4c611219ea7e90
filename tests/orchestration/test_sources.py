"""What people are told of the sources: the list, the monthly audit and the catalogue."""

import json
from datetime import datetime, timedelta

import pytest

from orchestration.source_audit import write_audit
from orchestration.source_catalogue import where_used, write_catalogue
from orchestration.source_list import list_sources
from warehouse import cli, journal
from warehouse.cli import console
from warehouse.connection import build_connection
from warehouse.dbt_runner import read_manifest
from warehouse.errors import WrongUse
from warehouse.publication import Publication
from warehouse.publish import publish

CONTRACT = """
source: shop
description: A shop.
cadence: daily
freshness_hours: 24
when_late: block
entities:
  orders:
    description: Orders.
    path: orders/*.csv
    format: csv
    columns:
      order_id: {type: varchar, required: true}
"""
LOADED_AT = datetime(2018, 1, 1, 5)
LOADS = f"""
insert into ops.batches values (2, 'shop', 'passed', '{LOADED_AT}', '{LOADED_AT}', 2, 40, 3);
insert into ops.loaded_files
    (file, content_hash, contract_hash, batch_id, source, entity, byte_count, modified_ns, state, refusal, record_count,
    row_count, rejected_count, superseded_in, loaded_at)
values
    ('shop/orders/a.csv', 'h1', 'c', 2, 'shop', 'orders', 100, 1, 'loaded', null, 22, 20, 2, null, '{LOADED_AT}'),
    ('shop/orders/dt=2017-12-31/b.csv', 'h2', 'c', 2, 'shop', 'orders', 90, 1, 'loaded', null, 21, 20, 1, null,
        '{LOADED_AT}'),
    ('shop/orders/c.csv', 'h1', 'c', 2, 'shop', 'orders', 100, 1, 'duplicate', null, 0, 0, 0, null, '{LOADED_AT}');
insert into ops.control_totals values
    (2, 'shop', 'orders', 'shop/orders/a.csv', 'landed', '2017-12-30', 'EUR', 20, 12.5);
insert into ops.rejections values
    (2, 'shop', 'orders', 'shop/orders/a.csv', 'pieces: … is not an integer', 2),
    (2, 'shop', 'orders', 'shop/orders/dt=2017-12-31/b.csv', 'pieces: … is not an integer', 1);
insert into ops.schema_changes values
    ('shop', 'orders', 'new_column', 'Colour', null, 'shop/orders/a.csv', 2, '{LOADED_AT}', null);
insert into ops.reconciliation by name
select 1 as build_id, 'shop' as source, 'orders' as entity, date '2017-12-30' as event_day, 'EUR' as currency,
    20 as landed_count, 0 as set_aside_count, 0 as superseded_count, 20 as raw_count, 12.5 as raw_amount;
insert into ops.source_freshness by name
select 1 as build_id, 'shop' as source, timestamp '2017-12-31' as as_of, 'warn' as when_late, 24 as promised_hours,
    timestamp '{LOADED_AT}' as looked_at, timestamp '{LOADED_AT}' as loaded_at, 60 as landed_to_loaded_seconds,
    true as is_late;
insert into ops.batch_figures values (2, 'shop', 'orders', 'records_per_day', '', 20, 20, '2017-12-30');
insert into ops.gate_results values
    ('raw', 'ops.batch_figures of shop', 'The usual number came.', null, 'shop.orders records a day: 20',
        'usual 80 to 120', 'warn', false, null, null, 2, '{LOADED_AT}');
"""


@pytest.fixture
def shop(settings, tmp_path):
    """Settings of a home whose only contract is of ``shop``."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "shop.yml").write_text(CONTRACT)
    return settings.model_copy(update={"sources": folder})


@pytest.fixture
def published(published_with):
    """The same, with loads that a publication knows of."""
    return published_with("")


@pytest.fixture
def published_with(shop):
    """The same, with something else in the books."""
    return lambda sql: _publish(shop, sql)


def _publish(shop, sql):
    with build_connection(shop, "test") as build:
        build.execute("create schema marts; create table marts.dim_customers (customer_id varchar)")
        build.execute("insert into ops.published_columns values ('marts', 'dim_customers', 'customer_id')")
        build.execute(
            "insert into ops.builds (build_id, as_of, raw_through_batch, fingerprint, state, opened_at) "
            "values (1, '2017-12-31', 2, 'f', 'passed', '2018-01-01')"
        )
        build.execute(LOADS + sql)
    assert isinstance(publish(shop, release_pin=True), Publication)
    return shop


@pytest.fixture
def segmart(shop, monkeypatch, capsys):
    """Run the command line on the home, and return what it prints."""

    def run(*arguments: str) -> str:
        monkeypatch.setenv("SEGMART_HOME", str(shop.home))
        monkeypatch.setenv("SEGMART_SOURCES", str(shop.sources))
        status = cli.run(list(arguments))
        shown = capsys.readouterr()
        return shown.out if status == 0 else f"{status} {shown.err}"

    yield run
    console.stop_logging()


class TestTheList:
    def test_before_the_first_load(self, shop):
        found = list_sources(shop)

        (line,) = found.sources
        assert (line.source, line.cadence, line.promised_hours, line.when_late) == ("shop", "daily", 24, "block")
        assert (line.last_load_at, line.seen_load_at, line.is_late, line.row_count) == (None, None, False, 0)
        assert [entity.entity for entity in line.entities] == ["orders"]
        assert found.lock_holder == ""
        assert not shop.build_file.exists()

    def test_what_was_loaded_and_is_not_published_yet(self, shop):
        journal.record(shop, "loaded", source="shop", files=1, rows=40, rejected=0, refused_files={})
        journal.record(shop, "refusals", source="shop", complaints=["a.csv was refused: it is empty"])
        change = {"entity": "orders", "kind": "new_column", "column": "Colour", "file": "a.csv", "record_count": None}
        journal.record(shop, "schema_changes", source="shop", pending=[change])

        (line,) = list_sources(shop).sources

        assert line.last_load_at is not None
        assert line.seen_load_at is None
        assert line.refusals == ["a.csv was refused: it is empty"]
        assert line.schema_changes == [change]
        (line,) = list_sources(shop, datetime.now() + timedelta(days=30)).sources
        assert line.is_late

    def test_what_readers_see(self, published):
        found = list_sources(published, LOADED_AT + timedelta(hours=25))

        (line,) = found.sources
        assert (line.file_count, line.row_count, line.rejected_count) == (2, 40, 3)
        assert (line.seen_load_at, line.due_at, line.is_late) == (LOADED_AT, LOADED_AT + timedelta(hours=24), True)
        assert [(entity.entity, entity.row_count) for entity in line.entities] == [("orders", 40)]

    def test_a_source_whose_contract_is_gone_is_still_there(self, published):
        (published.sources / "shop.yml").rename(published.sources / "till.yml")
        (published.sources / "till.yml").write_text(CONTRACT.replace("source: shop", "source: till"))

        till, shop = list_sources(published).sources

        assert (till.source, till.row_count) == ("till", 0)
        assert (shop.source, shop.cadence, shop.row_count) == ("shop", None, 40)

    def test_a_contract_that_cannot_be_used_is_named(self, shop):
        (shop.sources / "shop.yml").write_text(CONTRACT.replace("daily", "daily\nwhen_lat: warn"))

        with pytest.raises(WrongUse, match=r"shop\.yml, line 5, cannot be used: when_lat"):
            list_sources(shop)

    def test_people_get_a_table_and_sentences(self, published, segmart):
        change = {"entity": "orders", "kind": "changed_type", "column": "Paid", "file": "a.csv", "record_count": 8}
        journal.record(published, "schema_changes", source="shop", pending=[change])
        journal.record(published, "refusals", source="shop", complaints=["b.csv was refused: it is empty"])

        lines = segmart("sources").splitlines()

        assert lines[0].split("  ")[0] == "source"
        assert lines[1].split() == ["shop", "daily", "every", "24", "h,", "late", "since", *lines[1].split()[7:]]
        assert lines[1].split()[-5:] == ["2", "40", "3", "1", "1"]
        assert lines[2].split()[0] == "orders"
        assert lines[4:] == [
            "b.csv was refused: it is empty",
            "shop.orders: column 'Paid' has another type; 8 records are in quarantine (first in a.csv)",
        ]
        assert json.loads(segmart("sources", "--json"))["sources"][0]["row_count"] == 40

    def test_programs_get_json(self, published):
        facts = json.loads(json.dumps(list_sources(published).facts(), default=str))

        assert facts["sources"][0]["entities"][0]["entity"] == "orders"


class TestTheAudit:
    def test_it_tells_of_the_month_of_the_publication(self, published):
        path = write_audit(published)

        assert path == published.reports / "source_audits" / "2017-12.md"
        lines = path.read_text().splitlines()
        assert lines[0] == "# Source audit of December 2017"
        assert "| orders | 2 | 0 | 0 | 0 | 190 | 43 | 40 | 3 |" in lines
        assert "| orders | EUR | 20 | 0 | 0 | 20 |  |  |  |  |  | 12.50 |" in lines
        assert "| orders | pieces: … is not an integer | 3 |" in lines
        assert "| orders | new column | Colour | shop/orders/a.csv |  | pending |" in lines
        assert "| 1 | 1 | 1 | 60 |" in "\n".join(lines)
        assert "| 2 | shop.orders records a day: 20 | usual 80 to 120 |" in lines

    def test_records_without_a_day_belong_to_the_month_of_their_file(self, published_with):
        text = write_audit(
            published_with(
                "insert into ops.control_totals values "
                "(2, 'shop', 'orders', 'shop/orders/dt=2017-12-31/b.csv', 'landed', null, null, 20, null), "
                "(2, 'shop', 'orders', 'shop/orders/dt=2017-12-31/b.csv', 'set_aside', null, null, 3, null)"
            )
        ).read_text()

        assert "| orders |  | 20 | 3 | 0 | 17 |  |  |  |  |  |  |" in text

    def test_a_replay_takes_reasons_back_and_what_the_gate_says_of_it_is_there(self, published_with):
        text = write_audit(
            published_with(
                "insert into ops.rejections values "
                "(3, 'shop', 'orders', 'shop/orders/a.csv', 'pieces: … is not an integer', -2), "
                "(3, 'shop', 'orders', 'shop/orders/a.csv', 'It is dear.', 1)"
            )
        ).read_text()

        assert "| orders | pieces: … is not an integer | 1 |" in text
        assert "| orders | It is dear. | 1 |" in text

    def test_a_month_in_which_nothing_came_says_so(self, published):
        text = write_audit(published, "2017-06").read_text()

        assert "**Files.** No file." in text
        assert "**Rejected.** No record was rejected." in text

    def test_a_file_without_a_day_belongs_to_the_month_of_its_load(self, published):
        assert "| orders | 0 | 1 | 0 | 0 | 100 | 0 | 0 | 0 |" in write_audit(published, "2018-01").read_text()

    def test_the_command_says_where_it_is(self, published, segmart):
        assert segmart("audit", "--month", "2017-06").split() == [
            "The",
            "audit:",
            str(published.reports / "source_audits" / "2017-06.md"),
        ]
        assert segmart("audit", "--month", "June") == "2 segmart: --month 'June' is no month; write it as 2017-12.\n"

    def test_nothing_published_says_what_to_do(self, shop):
        with pytest.raises(WrongUse, match="segmart run"):
            write_audit(shop)


class TestTheCatalogue:
    def test_it_follows_an_entity_to_marts_segments_and_readers(self, settings):
        used = where_used(read_manifest(settings), "transactions", "order_lines")

        assert {"fct_orders", "customer_rfm"} <= set(used["marts"])
        assert "customer_segments" in used["segments"]
        assert "Segment dashboard" in used["exposures"]
        assert where_used(read_manifest(settings), "crm", "no_such_entity") == {
            "marts": [],
            "segments": [],
            "exposures": [],
        }

    def test_it_names_every_entity_and_what_it_tells(self, settings):
        text = write_catalogue(settings).read_text()

        assert "## transactions" in text
        assert "| `order_lines` | " in text
        assert "Nothing is built without it." in text
