"""Looking works whatever is going on: empty home, running build, refused build."""

import io
from datetime import datetime, timedelta

import pytest
from rich.console import Console

from warehouse import journal
from warehouse.connection import build_connection, warehouse_lock
from warehouse.publish import publish
from warehouse.rollback import rollback
from warehouse.status import SourceFreshness, status
from warehouse.status_view import status_view

FACTS = """
insert into ops.batches values (1, 'crm', 'passed', '2018-01-01', '2018-01-01 05:00:00', 1, 40, 2);
insert into ops.batches values (2, 'web', 'refused', '2018-01-01', '2018-01-01 06:00:00', 1, 9, 0);
insert into ops.loaded_files values
    ('crm/a.csv', 'h', 'h', 1, 'crm', 'customers', 1, 1, 'loaded', null, 42, 40, 2, null, '2018-01-01 05:00:00'),
    ('crm/a.csv', 'g', 'h', 1, 'crm', 'customers', 1, 1, 'loaded', null, 9, 9, 0, 1, '2018-01-01 05:00:00');
insert into ops.gate_results values
    ('load', 'customers', 'unique', 'email', '3', '0', 'warn', false, null, null, 1, '2018-01-01'),
    ('marts', 'features', 'coverage', null, '1', '1', 'block', true, null, 1, null, '2018-01-01');
"""


def shown(settings):
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(status_view(status(settings)))
    return console.export_text()


def test_an_empty_home(settings):
    found = status(settings)

    assert (found.current, found.pinned, found.versions, found.lock_holder) == (None, None, [], "")
    assert "nothing yet" in shown(settings)
    assert not settings.home.exists()


def test_what_is_published_and_what_stands_behind_it(settings, make_build):
    make_build(settings, then=FACTS)
    publication = publish(settings, release_pin=True)

    found = status(settings)

    assert found.current == publication
    assert found.versions == [publication.version]
    assert [(verdict.suite, verdict.is_met) for verdict in found.verdicts] == [("customers", False), ("features", True)]
    (crm,) = found.sources
    assert (crm.source, crm.file_count, crm.row_count, crm.rejected_count) == ("crm", 1, 40, 2)
    text = shown(settings)
    for words in (publication.version, "1 expectations met, 1 not", "unique", "2018-01-01 05:00:00", "m1"):
        assert words in text


def test_while_a_build_runs_it_says_who_holds_the_build_file(settings, make_build):
    make_build(settings)
    publish(settings, release_pin=True)

    with build_connection(settings, "build 8"):
        assert "held by 'build 8' (process" in shown(settings)

    assert "held by" not in shown(settings)


def test_a_pin_and_what_happened_lately(settings, make_build):
    make_build(settings)
    first, _ = publish(settings, release_pin=True), publish(settings, release_pin=True)
    rollback(settings)
    journal.record(settings, "loaded", source="crm", rows=1234, rejected=2)
    journal.record(settings, "build_ended", build_id=2, state="refused", message="no orders", as_of="2018-01-01")

    text = shown(settings)

    assert f"{first.version}; scheduled runs publish nothing" in text
    assert "crm loaded 1,234 rows, 2 in quarantine" in text
    assert "build 2 as of 2018-01-01 refused: no orders" in text


@pytest.mark.parametrize("purpose", ["load crm", "[red]markup[/red]"])
def test_purposes_are_shown_as_they_are(settings, purpose):
    with warehouse_lock(settings, purpose):
        assert purpose in shown(settings)


@pytest.mark.parametrize(("hours_ago", "is_late"), [(25, False), (27, True)])
def test_a_source_is_late_when_its_contract_promised_a_newer_load(hours_ago, is_late):
    now = datetime(2018, 1, 2)
    source = SourceFreshness("web", now - timedelta(hours=hours_ago), 1, 1, 0, promised_hours=26)
    assert source.is_late(now) is is_late
