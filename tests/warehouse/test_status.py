"""Looking works whatever is going on: empty home, running build, refused build."""

import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from warehouse import journal
from warehouse.connection import build_connection, warehouse_lock
from warehouse.publish import publish
from warehouse.rollback import rollback
from warehouse.status import status
from warehouse.status_view import PAGE_WIDTH, status_view

FACTS = """
insert into ops.batches values (1, 'crm', 'passed', '2018-01-01', '2018-01-01 05:00:00', 1, 40, 2);
insert into ops.batches values (2, 'web', 'refused', '2018-01-01', '2018-01-01 06:00:00', 1, 9, 0);
insert into ops.loaded_files values
    ('crm/a.csv', 'h', 'h', 1, 'crm', 'customers', 1, 1, 'loaded', null, 42, 40, 2, null, '2018-01-01 05:00:00', null),
    ('crm/a.csv', 'g', 'h', 1, 'crm', 'customers', 1, 1, 'loaded', null, 9, 9, 0, 1, '2018-01-01 05:00:00', null);
insert into ops.gate_results values
    ('load', 'customers', 'unique', 'email', '3', '0', 'warn', false, null, null, 1, '2018-01-01'),
    ('marts', 'features', 'coverage', null, '1', '1', 'block', true, null, 1, null, '2018-01-01');
"""


NOON = datetime(2018, 1, 1, 12)


def shown(settings, **arguments):
    console = Console(width=PAGE_WIDTH, record=True, file=io.StringIO())
    console.print(status_view(status(settings, **arguments)))
    return console.export_text()


def verdict(settings, **arguments):
    return shown(settings, **arguments).splitlines()[0].rstrip()


def test_an_empty_home(settings):
    found = status(settings)

    assert (found.current, found.pinned, found.versions, found.lock_holder) == (None, None, [], "")
    assert verdict(settings) == "Not healthy: nothing is published."
    assert "`segmart run` publishes." in shown(settings)
    assert not settings.home.exists()


def test_what_is_published_and_what_stands_behind_it(settings, make_build):
    make_build(settings, then=FACTS)
    publication = publish(settings, release_pin=True)

    found = status(settings)

    assert found.current == publication
    assert found.is_healthy
    assert found.versions == [publication.version]
    assert [(verdict.suite, verdict.is_met) for verdict in found.verdicts] == [("customers", False), ("features", True)]
    (crm,) = found.sources
    assert (crm.source, crm.file_count, crm.row_count, crm.rejected_count) == ("crm", 1, 40, 2)
    text = shown(settings)
    assert text.splitlines()[0].rstrip() == "Healthy."
    for words in (publication.version, "1 expectations met, 1 not", "warn: customers.email: unique", "m1"):
        assert words in text
    assert "2018-01-01 05:00 UTC, 7 hours ago" in shown(settings, now=NOON)


def test_it_says_in_words_how_old_everything_is(settings, make_build):
    make_build(settings)
    publication = publish(settings, release_pin=True)

    lines = shown(settings, now=publication.published_at + timedelta(minutes=5)).splitlines()

    assert lines[2].startswith("as of       2018-01-01 00:00 UTC, 8 years ago")
    assert lines[3].startswith(f"published   {publication.published_at:%Y-%m-%d %H:%M} UTC, 5 minutes ago")


def test_while_a_build_runs_it_says_who_holds_the_build_file(settings, make_build):
    make_build(settings)
    publish(settings, release_pin=True)

    with build_connection(settings, "build 8"):
        assert "held by 'build 8' (process" in shown(settings)
        assert verdict(settings) == "Healthy."
        tomorrow = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
        assert verdict(settings, now=tomorrow) == "Not healthy: the lock is held for long."

    assert "held by" not in shown(settings)


def test_a_pin_and_what_happened_lately(settings, make_build):
    make_build(settings)
    first, _ = publish(settings, release_pin=True), publish(settings, release_pin=True)
    rollback(settings)
    journal.record(settings, "loaded", source="crm", rows=1234, rejected=2)
    journal.record(settings, "build_ended", build_id=2, state="refused", message="no orders", as_of="2018-01-01")

    text = shown(settings)

    assert text.startswith("Not healthy: readers are pinned, build 2 was refused.")
    assert f"A rollback pinned {first.version}; scheduled runs publish nothing" in text
    assert re.search(r"crm +1,234 +2", text)
    assert re.search(r"build 2 was refused \(since .*\) *\n +no orders *\n +To do: Mend", text)


def test_a_build_that_passed_is_published_soon(settings, make_build):
    make_build(settings)
    publication = publish(settings, release_pin=True)
    journal.record(settings, "build_ended", build_id=2, state="passed", message=None, as_of="2018-01-02")

    assert verdict(settings, now=publication.published_at) == "Healthy."
    later = publication.published_at + timedelta(hours=1)
    assert verdict(settings, now=later) == "Not healthy: build 2 is not published."


def test_of_many_refusals_a_few_are_named(settings, make_build):
    make_build(settings)
    publish(settings, release_pin=True)
    journal.record(settings, "refusals", source="crm", complaints=[f"crm/{n}.csv was refused" for n in range(99)])

    text = shown(settings)

    assert text.startswith("Not healthy: 99 refusals stand.")
    assert "crm/4.csv was refused" in text
    assert "crm/5.csv was refused" not in text
    assert "and 94 more" in text


def test_a_late_source(settings, make_build):
    make_build(settings, then=FACTS)
    publish(settings, release_pin=True)

    assert verdict(settings, promises={"crm": 8}, now=NOON) == "Healthy."
    text = shown(settings, promises={"crm": 6}, now=NOON)
    assert text.startswith("Not healthy: crm is late.")
    assert "crm is late (since 2018-01-01 11:00 UTC)" in text
    assert "every 6 h, late" in text


def test_what_the_last_builds_came_to(settings, make_build):
    figures = "update ops.builds set ended_at = opened_at + interval 90 seconds, work_seconds = 80.25, row_count = 1234"
    make_build(settings, then=f"{figures}, lock_wait_seconds = 2.5")
    publish(settings, release_pin=True)
    journal.record(settings, "build_ended", build_id=1, state="passed", message=None, as_of="2018-01-01")

    assert re.search(r"\n1 .* passed +full +1 min 30 s +1 min 20 s +2.5 s +1,234", shown(settings))


def test_a_publication_of_an_earlier_release_has_no_figures(settings, make_build):
    make_build(settings, then="alter table ops.builds drop column work_seconds")
    publish(settings, release_pin=True)

    assert status(settings).figures == []


def test_programs_get_the_answer_first(settings):
    assert next(iter(status(settings).facts().items())) == ("is_healthy", False)


@pytest.mark.parametrize("purpose", ["load crm", "[red]markup[/red]"])
def test_purposes_are_shown_as_they_are(settings, purpose):
    with warehouse_lock(settings, purpose):
        assert purpose in shown(settings)
