"""The journal survives crashes of those who write it and loses nothing but the half line of the crash itself."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from warehouse import journal
from warehouse.errors import EnvironmentFault


def test_events_come_back_in_order_and_by_name(settings):
    journal.record(settings, "loaded", source="crm", rows=3)
    journal.record(settings, "published", version="v1")
    journal.record(settings, "loaded", source="web", rows=4)

    assert [entry["source"] for entry in journal.read(settings, "loaded")] == ["crm", "web"]
    assert [entry["event"] for entry in journal.read(settings)] == ["loaded", "published", "loaded"]
    assert journal.last(settings, "published", "rolled_back")["version"] == "v1"


def test_without_a_journal_nothing_happened(settings):
    assert journal.read(settings) == []
    assert journal.last(settings, "published") is None


def test_half_a_line_costs_only_itself(settings):
    journal.record(settings, "loaded", rows=1)
    with settings.journal_file.open("a") as file:
        file.write('{"event": "loaded", "ro')

    journal.record(settings, "loaded", rows=2)

    assert [entry["rows"] for entry in journal.read(settings)] == [1, 2]


def test_lines_that_are_no_entries_are_passed_over(settings):
    settings.home.mkdir()
    settings.journal_file.write_bytes(b'7\n[]\n"event"\n{"rows": 1}\n\xff\xfe\n\n{"event": "loaded", "rows": 2}\n')

    assert [entry["rows"] for entry in journal.read(settings)] == [2]


def test_values_that_json_does_not_know_and_odd_text(settings):
    journal.record(settings, "loaded", at_hand=datetime(2018, 1, 1), file=Path("a/b"), message="two\nlines\u2028é")

    entry = journal.last(settings)

    assert (entry["at_hand"], entry["file"]) == ("2018-01-01 00:00:00", "a/b")
    assert entry["message"] == "two\nlines\u2028é"


def test_many_writers_at_once(settings):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: journal.record(settings, "loaded", number=number), range(40)))

    assert sorted(entry["number"] for entry in journal.read(settings)) == list(range(40))


def test_a_refused_write_is_a_fault_of_the_environment(settings):
    settings.journal_file.mkdir(parents=True)

    with pytest.raises(EnvironmentFault, match=r"journal\.jsonl cannot be written"):
        journal.record(settings, "loaded")
