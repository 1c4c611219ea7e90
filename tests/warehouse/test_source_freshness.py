"""One row a build and source says when its news landed, was loaded and was published."""

from dataclasses import replace
from datetime import datetime

from warehouse.builds import newest_build
from warehouse.connection import build_connection
from warehouse.publish import publish
from warehouse.query import query
from warehouse.source_freshness import Promise, record_freshness

LOADED_AT = datetime(2018, 1, 1, 5)
WEB = Promise("web", 26, "warn", {"raw.web__events": "occurred_at"})
LOADS = f"""
insert into ops.batches values
    (2, 'web', 'passed', '{LOADED_AT}', '{LOADED_AT}', 1, 40, 2),
    (9, 'web', 'passed', '2018-01-03', '2018-01-03', 1, 1, 0);
insert into ops.loaded_files
    (file, content_hash, contract_hash, batch_id, source, entity, byte_count, modified_ns, state, refusal, record_count,
    row_count, rejected_count, superseded_in, loaded_at)
values
    ('web/a', 'h', 'h', 2, 'web', 'events', 1, epoch_ns(timestamp '2018-01-01 04:00:00'), 'loaded', null, 42, 40, 2,
        null, '{LOADED_AT}'),
    ('web/touched', 'h', 'h', 2, 'web', 'events', 1, epoch_ns(timestamp '2018-01-09'), 'loaded', null, 42, 40, 2, null,
        '2018-01-01 03:00:00');
create table raw.web__events as
select unnest([timestamp '2017-12-31 23:00:00', '2018-01-02']) as occurred_at, 2 as _batch_id,
    null::bigint as _superseded_in
"""


def look(settings, looked_at, promise=WEB):
    with build_connection(settings, "test") as connection:
        record_freshness(connection, newest_build(connection), [promise], looked_at)
        return connection.execute(
            "select source, landed_at, loaded_at, newest_event_at, landed_to_loaded_seconds, is_late "
            "from ops.source_freshness"
        ).fetchall()


def test_it_tells_when_the_newest_file_landed_and_was_loaded(settings, make_build):
    make_build(settings, then=LOADS)

    assert look(settings, datetime(2018, 1, 2)) == [
        ("web", datetime(2018, 1, 1, 4), LOADED_AT, datetime(2017, 12, 31, 23), 3600, False)
    ]


def test_it_is_late_when_the_promise_is_over(settings, make_build):
    make_build(settings, then=LOADS)
    assert [row[-1] for row in look(settings, datetime(2018, 1, 2, 7))] == [False]
    assert [row[-1] for row in look(settings, datetime(2018, 1, 2, 7, 1))] == [True]
    assert [row[-1] for row in look(settings, datetime(2018, 1, 2, 7, 1), replace(WEB, hours=27))] == [False]


def test_a_publication_says_when_its_build_was_first_published_and_not_when_that_was_tried(settings, make_build):
    make_build(settings, then=LOADS)
    look(settings, datetime(2018, 1, 2))

    with build_connection(settings, "test") as connection:
        connection.execute("update ops.source_freshness set published_at = '2018-01-02'")
    published_at = publish(settings, release_pin=True).published_at
    publish(settings, release_pin=True)

    (row,) = query(
        settings,
        "select published_at, loaded_to_published_seconds, event_to_published_seconds from ops.source_freshness",
    ).rows
    assert row[0] == published_at
    assert row[1] == (published_at - LOADED_AT).total_seconds()
    assert row[2] == (published_at - datetime(2017, 12, 31, 23)).total_seconds()


def test_records_that_come_back_from_quarantine_do_not_make_a_source_fresh(settings, make_build):
    replay = "insert into ops.batches values (3, 'web', 'passed', '2018-01-02', '2018-01-02', 0, 5, 0)"
    make_build(settings, then=f"{LOADS}; {replay}")

    assert [row[2] for row in look(settings, datetime(2018, 1, 2))] == [LOADED_AT]


def test_events_that_no_build_reads_are_not_the_newest(settings, make_build):
    unread = """
        insert into ops.batches values (1, 'web', 'refused', '2018-01-01', '2018-01-01', 1, 1, 0);
        insert into raw.web__events values ('2017-12-31 23:30:00', 1, null), ('2017-12-31 23:40:00', 2, 2)
    """
    make_build(settings, then=f"{LOADS}; {unread}")

    assert [row[3] for row in look(settings, datetime(2018, 1, 2))] == [datetime(2017, 12, 31, 23)]


def test_a_file_that_repeats_what_the_build_reads_is_a_sign_of_life(settings, make_build):
    repeated_at = datetime(2018, 1, 2, 5)
    repeat = """
        insert into ops.batches values (10, 'web', 'failed', '{at}', '{at}', 0, 0, 0);
        insert into ops.loaded_files by name
        select * replace ('web/again' as file, 'duplicate' as state, 10 as batch_id, timestamp '{at}' as loaded_at,
            '{content}' as content_hash)
        from ops.loaded_files where file = 'web/a'
    """
    make_build(settings, then=f"{LOADS}; {repeat.format(at=repeated_at, content='of another batch')}")
    assert [row[2] for row in look(settings, datetime(2018, 1, 3))] == [LOADED_AT]
    with build_connection(settings, "test") as connection:
        connection.execute("update ops.loaded_files set content_hash = 'h'")

    assert [row[2::3] for row in look(settings, datetime(2018, 1, 3))] == [(repeated_at, False)]


def test_a_source_that_never_came_is_late_if_it_must_come(settings, make_build):
    make_build(settings, then=LOADS)
    tills = Promise("tills", 26, "block", {})

    for must_come in (True, False):
        assert look(settings, datetime(2018, 1, 2), replace(tills, must_come=must_come)) == [
            ("tills", None, None, None, None, must_come)
        ]
