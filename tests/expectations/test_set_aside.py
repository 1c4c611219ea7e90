"""Quarantine at the raw gate: rows move, books stay true, and the run goes on."""

import json

import pytest

from expectations.gates import run_gate
from warehouse.errors import Refused

BOOKS = """
    select files.record_count, files.row_count, files.rejected_count, batches.row_count, batches.rejected_count,
        (select count(*) from raw.web__events where _batch_id = 3),
        (select count(*) from quarantine.rejected_rows where batch_id = 3)
    from ops.loaded_files as files
    inner join ops.batches using (batch_id)
    where batch_id = 3
"""
SPOIL_TWO = "update raw.web__events set event_type = 'page_vew' where event_id in ('event-5', 'event-6')"


def judge_web(world):
    return run_gate(world, "raw", source="web", batch_id=3)


def test_rows_move_and_the_books_stay_true(world, execute):
    execute(SPOIL_TWO)

    report = judge_web(world)

    assert report.quarantined_count == 2
    assert not report.refused
    assert execute(BOOKS) == [(80, 78, 2, 78, 2, 78, 2)]
    assert execute("select count(*) from raw.web__events where event_type = 'page_vew'") == [(0,)]


def test_a_rejected_row_says_where_it_came_from_why_and_what_it_was(world, execute):
    execute(SPOIL_TWO + "; update raw.web__events set _extra = '{\"utm\": \"x\"}' where event_id = 'event-5'")

    judge_web(world)

    ((*origin, reasons, raw_text),) = execute(
        "select batch_id, source, entity, source_file, source_row, reasons, raw_text "
        "from quarantine.rejected_rows where source_row = 6"
    )
    assert origin == [3, "web", "events", "events.jsonl.gz", 6]
    assert reasons == ["An event is of a known type."]
    record = json.loads(raw_text)
    assert record["event_type"] == "page_vew"
    assert record["_extra"] == {"utm": "x"}
    assert "_batch_id" not in record


def test_a_row_that_is_wrong_twice_moves_once_with_both_reasons(world, execute):
    execute(
        "update raw.web__events set event_type = 'page_vew', occurred_at = timestamp '1970-01-01' "
        "where event_id = 'event-5'"
    )

    assert judge_web(world).quarantined_count == 1
    assert execute("select reasons from quarantine.rejected_rows") == [
        (["An event is of a known type.", "An event is not older than 1990."],)
    ]


def test_judging_again_moves_nothing_more(world, execute):
    execute(SPOIL_TWO)
    judge_web(world)

    assert judge_web(world).quarantined_count == 0
    assert execute(BOOKS) == [(80, 78, 2, 78, 2, 78, 2)]


def test_every_row_is_counted_however_many_there_are(world, execute):
    """GX fetches two hundred offending rows at most."""
    copies = "insert into raw.web__events select * exclude (n) replace (1000 * n + _source_row as _source_row"
    execute(copies + ") from raw.web__events, range(1, 6) as copies (n)")
    execute("update raw.web__events set event_type = 'page_vew' where _source_row % 1000 % 2 = 0")

    report = judge_web(world)

    reasons = {verdict.expectation: verdict.observed for verdict in report.unmet if verdict.severity == "quarantine"}
    assert reasons == {"An event is of a known type.": "240 rows"}
    assert report.quarantined_count == 240
    assert execute("select count(*) from quarantine.rejected_rows") == [(240,)]


def test_a_batch_that_would_be_set_aside_as_a_whole_is_refused(world, execute):
    execute("update raw.web__events set occurred_at = timestamp '1970-01-01'")

    report = judge_web(world)

    assert report.refused
    assert report.quarantined_count == 0
    with pytest.raises(Refused, match=r"in at least half of the rows.' \(expected: at most 0.5; observed: 1\)"):
        report.raise_if_refused()
    assert execute(BOOKS) == [(80, 80, 0, 80, 0, 80, 0)]


@pytest.mark.parametrize(("spoilt_count", "is_refused"), [(40, False), (41, True)])
def test_half_of_a_batch_may_be_set_aside(world, execute, spoilt_count, is_refused):
    execute(f"update raw.web__events set event_type = 'page_vew' where _source_row <= {spoilt_count}")

    report = judge_web(world)

    assert report.refused == is_refused
    assert report.quarantined_count == (0 if is_refused else spoilt_count)


def test_a_refused_batch_keeps_its_rows(world, execute):
    execute("update raw.web__events set event_type = 'Viewed' where _source_row % 3 > 0")

    report = judge_web(world)

    assert report.refused
    assert report.quarantined_count == 0
    assert execute(BOOKS) == [(80, 80, 0, 80, 0, 80, 0)]


def test_rows_of_other_batches_stay(world, execute):
    execute(SPOIL_TWO + "; update raw.web__events set _batch_id = 4 where event_id = 'event-6'")

    assert judge_web(world).quarantined_count == 1
    assert execute("select event_id from raw.web__events where event_type = 'page_vew'") == [("event-6",)]


def test_nothing_moves_when_the_books_do_not_know_the_file(world, execute):
    execute(SPOIL_TWO + "; update raw.web__events set _source_file = 'unknown.jsonl.gz' where event_id = 'event-5'")

    with pytest.raises(RuntimeError, match=r"says nothing of unknown\.jsonl\.gz in batch 3"):
        judge_web(world)

    assert execute(BOOKS) == [(80, 80, 0, 80, 0, 80, 0)]
    assert execute("select count(*) from ops.gate_results") == [(0,)]
