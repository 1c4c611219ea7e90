"""Which content of a file counts, whatever the load gate says of their batches, and in whatever order."""

from datetime import datetime
from itertools import permutations

import pytest

from extract_load.clock import newest_event
from warehouse.readable_rows import is_readable

ENTITIES = """
  lines:
    description: One record per line.
    path: lines/*
    format: csv
    event_time: happened_at
    columns:
      id: {type: varchar, required: true}
      happened_at: {type: timestamp}
"""
LATER = datetime(2030, 1, 1)


def land(shop, number):
    """The first content is the one with the newest event."""
    shop.land("lines/a", f"id,happened_at\nv{number},{2020 - number}-01-01T00:00:00Z\n")
    shop.load()


@pytest.fixture
def shop(shop):
    shop.promise(ENTITIES)
    return shop


def readable(shop):
    rows = shop.query(f"select id from raw.shop__lines where {is_readable()} order by 1")
    return [name for (name,) in rows]


def newest(shop):
    with shop.opened() as connection:
        return newest_event(connection, {"shop": shop.contract}, no_later_than=LATER)


def test_a_content_stays_until_the_next_one_has_passed(shop):
    land(shop, 1)
    shop.judge(1, is_passed=True)
    land(shop, 2)
    assert (readable(shop), newest(shop)) == (["v1"], datetime(2019, 1, 1))
    shop.judge(2, is_passed=False)
    assert (readable(shop), newest(shop)) == (["v1"], datetime(2019, 1, 1))
    shop.judge(2, is_passed=True)
    assert (readable(shop), newest(shop)) == (["v2"], datetime(2018, 1, 1))


def test_there_is_no_newest_event_before_a_batch_has_passed(shop):
    land(shop, 1)
    assert newest(shop) is None


def test_a_content_does_not_come_back_when_its_successor_stays_refused(shop):
    land(shop, 1)
    shop.judge(1, is_passed=True)
    land(shop, 2)
    shop.judge(2, is_passed=False)
    land(shop, 3)
    assert readable(shop) == ["v1"]
    shop.judge(3, is_passed=True)
    assert (readable(shop), newest(shop)) == (["v3"], datetime(2017, 1, 1))
    assert shop.query("select batch_id, superseded_in from ops.loaded_files order by 1") == [(1, 3), (2, 3), (3, None)]
    shop.judge(2, is_passed=True)
    assert readable(shop) == ["v3"]


@pytest.mark.parametrize("order", permutations((1, 2, 3)))
def test_only_the_newest_content_that_passed_counts(shop, order):
    for number in (1, 2, 3):
        land(shop, number)
    passed = []
    for batch_id in order:
        shop.judge(batch_id, is_passed=True)
        passed.append(batch_id)
        assert readable(shop) == [f"v{max(passed)}"]


def test_other_files_of_a_refused_batch_keep_their_earlier_content(shop):
    shop.land("lines/b", "id\nother\n")
    land(shop, 1)
    shop.judge(1, is_passed=True)
    shop.land("lines/b", "id\nanother\n")
    land(shop, 2)
    shop.judge(2, is_passed=False)
    land(shop, 3)
    shop.judge(3, is_passed=True)
    assert readable(shop) == ["other", "v3"]


def test_a_file_that_becomes_a_duplicate_takes_all_its_earlier_contents_away(shop):
    shop.land("lines/b", "id\nother\n")
    land(shop, 1)
    shop.judge(1, is_passed=True)
    land(shop, 2)
    shop.judge(2, is_passed=False)
    shop.land("lines/a", "id\nother\n")
    shop.load()
    shop.judge(3, is_passed=True)
    assert readable(shop) == ["other"]
