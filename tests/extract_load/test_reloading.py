"""What the same file, another file under its name, and the same content under another name do to raw."""

import os

import pytest

from warehouse.errors import WrongUse

ENTITIES = """
  lines:
    description: One record per line.
    path: lines/*
    format: csv
    columns:
      id: {type: varchar, required: true}
      quantity: {type: bigint}
"""
A = "id,quantity\na,1\nb,x\n"
B = "id,quantity\nc,3\n"
BAD = "quantity\n1\n"


@pytest.fixture
def lines(shop):
    shop.promise(ENTITIES)
    return shop


def current(shop):
    """File -> ids that stand in raw."""
    rows = shop.query("select _source_file, list(id) from raw.shop__lines where _superseded_in is null group by 1")
    return dict(rows)


def states(shop):
    return shop.query("select file, state, superseded_in is not null from ops.loaded_files order by batch_id, file")


def test_loading_again_is_a_no_op(lines):
    path = lines.land("lines/a", A)
    report = lines.load()
    assert (report.file_count, report.row_count, report.rejected_count) == (1, 1, 1)
    os.utime(path, (1, 1))
    for _ in range(2):
        assert lines.load().sentence() == "shop: nothing new"
    assert lines.bar() == {"lines/a": (1, 1)}
    assert lines.query("select count(*) from ops.batches") == [(1,)]


def test_a_touched_file_is_hashed_only_once(lines):
    path = lines.land("lines/a", A)
    lines.load()
    os.utime(path, (1, 1))
    lines.load()
    assert lines.query("select modified_ns from ops.loaded_files") == [(10**9,)]


def test_other_content_under_the_same_name_supersedes(lines):
    lines.land("lines/a", A)
    lines.load()
    lines.land("lines/a", B)
    lines.load()
    assert current(lines) == {"lines/a": ["c"]}
    assert lines.query("select id, _batch_id, _superseded_in from raw.shop__lines order by 1") == [
        ("a", 1, 2),
        ("c", 2, None),
    ]
    assert states(lines) == [("lines/a", "loaded", True), ("lines/a", "loaded", False)]
    assert lines.bar() == {"lines/a": (1, 0)}


def test_back_to_the_first_content_loads_it_again(lines):
    for content in (A, B, A):
        lines.land("lines/a", content)
        lines.load()
    assert current(lines) == {"lines/a": ["a"]}
    assert lines.query("select id, _batch_id, _superseded_in from raw.shop__lines order by 2") == [
        ("a", 1, 2),
        ("c", 2, 3),
        ("a", 3, None),
    ]
    assert lines.bar() == {"lines/a": (1, 1)}


def test_the_same_content_under_another_name_is_a_duplicate(lines):
    lines.land("lines/a", A)
    lines.load()
    lines.land("lines/b", A)
    lines.land("lines/c", A)
    assert lines.load().sentence() == "shop: nothing new"
    assert lines.load().sentence() == "shop: nothing new"
    assert states(lines) == [
        ("lines/a", "loaded", False),
        ("lines/b", "duplicate", False),
        ("lines/c", "duplicate", False),
    ]
    assert lines.bar() == {"lines/a": (1, 1)}


def test_twins_that_arrive_together_are_loaded_once(lines):
    lines.land("lines/a", A)
    lines.land("lines/b", A)
    lines.load()
    assert lines.bar() == {"lines/a": (1, 1)}
    assert states(lines) == [("lines/a", "loaded", False), ("lines/b", "duplicate", False)]


def test_twins_that_cannot_be_used_are_both_refused(lines):
    lines.land("lines/a", BAD)
    lines.land("lines/b", BAD)
    assert lines.load().refused_files.keys() == {"lines/a", "lines/b"}
    assert lines.load().sentence() == "shop: nothing new, 2 files still refused"


def test_a_duplicate_takes_over_when_the_original_goes(lines):
    lines.land("lines/a", A)
    lines.land("lines/b", A)
    lines.load()
    lines.land("lines/a", B)
    lines.load()
    assert current(lines) == {"lines/a": ["c"], "lines/b": ["a"]}
    assert lines.load().sentence() == "shop: nothing new"


def test_a_rotated_log_is_whole_after_one_load(lines):
    path = lines.land("lines/log", A)
    lines.load()
    path.rename(path.with_name("log.1"))
    lines.land("lines/log", B)
    lines.load()
    assert current(lines) == {"lines/log": ["c"], "lines/log.1": ["a"]}
    assert lines.bar() == {"lines/log": (1, 0), "lines/log.1": (1, 1)}
    assert lines.load().sentence() == "shop: nothing new"


def test_a_file_that_turns_into_a_duplicate_takes_its_earlier_rows_away(lines):
    lines.land("lines/a", A)
    lines.land("lines/b", B)
    lines.load()
    lines.land("lines/a", B)
    lines.load()
    assert current(lines) == {"lines/b": ["c"]}
    assert lines.query("select id, _superseded_in from raw.shop__lines order by 1") == [("a", 2), ("c", None)]
    # The batch brought no rows, but builds must hear of it.
    assert lines.unjudged() == [1, 2]


def test_a_refused_file_leaves_the_earlier_content(lines):
    lines.land("lines/a", A)
    lines.load()
    lines.land("lines/a", BAD)
    assert lines.load().refused_files == {"lines/a": "it lacks the column 'id', which the contract requires"}
    assert current(lines) == {"lines/a": ["a"]}
    assert lines.query("select state from ops.batches order by batch_id") == [("loaded",), ("failed",)]
    assert lines.load().sentence() == "shop: nothing new, 1 file still refused"


def test_a_refused_file_does_not_stop_the_others(lines):
    lines.land("lines/a", BAD)
    lines.land("lines/b", B)
    report = lines.load()
    assert report.refused_files.keys() == {"lines/a"}
    assert report.sentence() == "shop: 1 loaded, 0 quarantined from 1 file, 1 file refused"
    assert lines.bar() == {"lines/b": (1, 0)}


def test_a_refused_file_is_tried_again_under_another_contract(lines):
    lines.land("lines/a", BAD)
    lines.load()
    lines.promise(ENTITIES.replace("required: true", "required: false"))
    assert lines.load().refused_files == {}
    assert lines.bar() == {"lines/a": (1, 0)}
    assert states(lines) == [("lines/a", "loaded", False)]


def test_one_file_may_hold_two_entities(lines):
    lines.promise(
        ENTITIES
        + ENTITIES.replace("lines:", "quantities:").replace("id: {type: varchar, required: true}", "id: {type: bigint}")
    )
    lines.land("lines/a", A)
    lines.load()
    assert lines.query("select count(*) from raw.shop__lines") == [(1,)]
    assert lines.query("select count(*) from raw.shop__quantities") == [(0,)]
    assert lines.rejected("lines/a").keys() == {2, 3}
    lines.land("lines/a", B.replace("c", "7"))
    lines.load()
    assert current(lines) == {"lines/a": ["7"]}
    assert lines.query("select id from raw.shop__quantities where _superseded_in is null") == [(7,)]


def test_raw_tables_exist_before_the_first_file(lines):
    assert lines.load().sentence() == "shop: nothing new"
    described = lines.query(
        "select column_name, data_type from duckdb_columns() where schema_name = 'raw' order by column_index"
    )
    assert described == [
        ("id", "VARCHAR"),
        ("quantity", "BIGINT"),
        ("_extra", "JSON"),
        ("_batch_id", "BIGINT"),
        ("_source_file", "VARCHAR"),
        ("_source_row", "BIGINT"),
        ("_loaded_at", "TIMESTAMP"),
        ("_superseded_in", "BIGINT"),
    ]
    assert lines.query("select comment from duckdb_tables() where schema_name = 'raw'") == [("One record per line.",)]


def test_a_contract_may_gain_and_lose_columns(lines):
    lines.land("lines/a", A)
    lines.load()
    lines.promise(ENTITIES.replace("quantity: {type: bigint}", "colour: {type: varchar}"))
    lines.land("lines/b", "id,quantity,colour\nz,5,red\n")
    lines.load()
    assert lines.query("select id, quantity, colour, _extra from raw.shop__lines order by 1") == [
        ("a", 1, None, None),
        ("z", None, "red", '{"quantity":"5"}'),
    ]
    assert lines.bar() == {"lines/a": (1, 1), "lines/b": (1, 0)}


def test_a_contract_may_not_retype_what_is_loaded(lines):
    lines.load()
    lines.promise(ENTITIES.replace("bigint", "varchar"))
    with pytest.raises(WrongUse, match=r"says that quantity is varchar, but raw\.shop__lines holds it as bigint"):
        lines.load()


def test_a_missing_landing_folder_is_said_so(lines):
    lines.settings.landing.rmdir()
    with pytest.raises(WrongUse, match="There is no landing folder"):
        lines.load()


def test_a_folder_named_like_a_file_is_no_file(lines):
    (lines.settings.landing / "lines" / "a").mkdir(parents=True)
    assert lines.load().sentence() == "shop: nothing new"


def test_a_name_that_is_no_text_is_refused(lines):
    lines.land(os.fsdecode(b"lines/\xff"), A)
    lines.land("lines/new\nline", B)
    assert lines.load().refused_files == {"lines/\\xff": "its name is not UTF-8 text; give it another one"}
    assert lines.bar() == {"lines/new\nline": (1, 0)}
    assert lines.load().standing_refusals.keys() == {"lines/\\xff"}


def test_transactions_are_bounded_and_add_up(lines, monkeypatch):
    monkeypatch.setattr("extract_load.load._BYTES_PER_TRANSACTION", 30)
    for number in range(9):
        lines.land(f"lines/{number}", f"id,quantity\na{number},{number}\n")
    report = lines.load()
    assert (report.file_count, report.row_count) == (9, 9)
    assert len(lines.bar()) == 9
    assert lines.query("select file_count, row_count, state from ops.batches") == [(9, 9, "loaded")]


def test_content_of_a_refused_batch_counts_as_new_under_another_name(shop):
    shop.promise(ENTITIES)
    shop.land("lines/a", "id,quantity\nold,1\n")
    shop.load()
    shop.judge(1, is_passed=True)
    shop.land("lines/b", "id,quantity\nnew,1\n")
    shop.load()
    shop.judge(2, is_passed=False)
    shop.land("lines/a", "id,quantity\nnew,1\n")
    assert shop.load().row_count == 1
