"""A file that was refused is named by every load, for as long as it lies there as it did."""

import os

import pytest

from extract_load.refusals import standing_refusals
from tests.unreadable import unreadable
from warehouse.connection import build_connection

ENTITIES = """
  lines:
    description: One record per line.
    path: lines/*
    format: csv
    columns:
      id: {type: varchar, required: true}
"""
GOOD = "id\na\n"
BAD = "colour\nred\n"
REASON = "it lacks the column 'id', which the contract requires"


@pytest.fixture
def lines(shop):
    """A shop in whose landing folder lies a file that was refused."""
    shop.promise(ENTITIES)
    shop.land("lines/bad", BAD)
    report = shop.load()
    assert (report.refused_files, report.standing_refusals) == ({"lines/bad": REASON}, {})
    return shop


def test_it_is_named_again(lines):
    for _ in range(2):
        report = lines.load()
        assert (report.refused_files, report.standing_refusals) == ({}, {"lines/bad": REASON})
        assert report.sentence() == "shop: nothing new, 1 file still refused"


def test_it_is_named_beside_what_is_new(lines):
    lines.land("lines/good", GOOD)
    lines.land("lines/worse", BAD + BAD)
    report = lines.load()
    assert (report.refused_files.keys(), report.standing_refusals.keys()) == ({"lines/worse"}, {"lines/bad"})
    assert report.sentence() == "shop: 1 loaded, 0 quarantined from 1 file, 1 file refused, 1 file still refused"


def test_it_is_named_when_it_was_only_touched(lines):
    os.utime(lines.settings.landing / "lines" / "bad", (1, 1))
    assert lines.load().standing_refusals == {"lines/bad": REASON}


def test_it_is_forgotten_when_it_is_gone(lines):
    (lines.settings.landing / "lines" / "bad").unlink()
    assert lines.load().sentence() == "shop: nothing new"


def test_it_is_forgotten_when_it_is_mended(lines):
    lines.land("lines/bad", GOOD)
    for _ in range(2):
        assert lines.load().standing_refusals == {}


def test_it_is_forgotten_when_the_content_that_was_loaded_before_is_back(shop):
    shop.promise(ENTITIES)
    for content, standing in ((GOOD, set()), (BAD, {"lines/a"}), (GOOD, set()), (BAD, {"lines/a"})):
        shop.land("lines/a", content)
        shop.load()
        assert shop.load().standing_refusals.keys() == standing


def test_it_is_new_again_under_another_contract(lines):
    lines.promise(ENTITIES.replace("One record", "Exactly one record"))
    report = lines.load()
    assert (report.refused_files, report.standing_refusals) == ({"lines/bad": REASON}, {})


def standing(shop):
    with build_connection(shop.settings, "test") as connection:
        return standing_refusals(connection, shop.settings, shop.contract)


def test_whoever_asks_after_a_load_hears_of_what_that_load_refused(lines):
    assert standing(lines) == {"lines/bad": REASON}
    (lines.settings.landing / "lines" / "bad").unlink()
    assert standing(lines) == {}


def test_a_file_that_could_not_be_read_stands_until_it_can(shop):
    shop.promise(ENTITIES)
    with unreadable(shop.land("lines/closed", GOOD)):
        for _ in range(2):
            report = shop.load()
            assert (report.refused_files.keys(), report.standing_refusals) == ({"lines/closed"}, {})
            assert standing(shop) == report.refused_files
    shop.load()
    assert standing(shop) == {}
