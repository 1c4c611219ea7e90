"""``segments_as_of`` and ``segment_transitions_between`` in the published file, for old readers too."""

from datetime import datetime
from decimal import Decimal

import pytest

from warehouse.publish import publish
from warehouse.query import query

# The company's days begin $later hours after those of UTC. ann moved at the very end of June, bob in July; cid was
# found to be bob; dan came in July. The first build was on 10 June.
SEGMENTS = """
create or replace table segments.customer_segment_history as
select
    * replace (
        valid_from + interval '$later hours' as valid_from, valid_to + interval '$later hours' as valid_to
    ),
    'm1' as model_version
from (values
    ('ann', 1, 'one', timestamp '2017-05-31 23:59:59.999999', timestamp '2017-06-10 12:00:00', true),
    ('ann', 1, 'once one', timestamp '2017-06-10 12:00:00', timestamp '2017-06-30 23:59:59.999999', false),
    ('ann', 2, 'two', timestamp '2017-06-30 23:59:59.999999', null, false),
    ('bob', 3, 'three', timestamp '2017-06-10 12:00:00', timestamp '2017-07-01 00:00:00', false),
    ('bob', 1, 'one', timestamp '2017-07-01 00:00:00', null, false),
    ('cid', 1, 'one', timestamp '2017-06-10 12:00:00', timestamp '2017-07-02 00:00:00', false),
    ('dan', 1, 'one', timestamp '2017-07-02 00:00:00', null, false)
) as history (customer_id, segment_id, segment_name, valid_from, valid_to, is_backcast);
create or replace table segments.dim_segments as
select *, timestamp '2017-07-10 12:00:00' as as_of
from (values (1, 'one'), (2, 'two')) as names (segment_id, segment_name);
create or replace table marts.fct_order_lines as
select customer_id, net_spend_usd, ordered_at + interval '$later hours' as ordered_at
from (values
    ('ann', 1.00::decimal(18, 2), timestamp '2017-06-20 23:59:59.999999'),
    ('ann', 2.00, timestamp '2017-06-21 00:00:00'),
    ('ann', 4.00, timestamp '2017-06-30 23:59:59.999999'),
    ('ann', 8.00, timestamp '2017-07-01 00:00:00'),
    ('ann', 16.00, timestamp '2017-07-10 11:00:00'),
    ('dan', -3.00, timestamp '2017-07-05 00:00:00'),
    (null, 99.00, timestamp '2017-07-05 00:00:00')
) as lines (customer_id, net_spend_usd, ordered_at);
insert into ops.published_columns
select schema_name, table_name, column_name from duckdb_columns()
where table_name in ('customer_segment_history', 'dim_segments', 'fct_order_lines')
"""

ON = "select customer_id, segment_id, segment_name, is_backcast from segments_as_of({}) order by customer_id"
IN_JUNE = [("ann", 2, "two", False), ("bob", 3, "three", False), ("cid", 1, "one", False)]
MOVES = """
    select * from segment_transitions_between(date '2017-06-30', date '2017-07-10')
    order by from_segment_id nulls last, to_segment_id nulls last
"""
MOVED = [
    (1, "one", None, None, 1, Decimal("0.00"), Decimal("0.00"), False),
    (2, "two", 2, "two", 1, Decimal("24.00"), Decimal("6.00"), False),
    (3, "three", 1, "one", 1, Decimal("0.00"), Decimal("0.00"), False),
    (None, None, 1, "one", 1, Decimal("-3.00"), Decimal("0.00"), False),
]


@pytest.fixture
def company(publish_company):
    """Publish the segments above; return the company's settings, and by how much its days begin later."""
    return publish_company(SEGMENTS)


def test_a_segment_holds_from_its_first_microsecond_until_the_next_begins(company):
    settings, later = company

    assert query(settings, ON.format("date '2017-06-30'")).rows == IN_JUNE
    assert query(settings, ON.format("date '2017-06-29'")).rows[0] == ("ann", 1, "once one", False)
    assert query(settings, ON.format("date '2017-07-01'")).rows[1:] == [("bob", 1, "one", False), IN_JUNE[2]]
    end = datetime(2017, 6, 30, 23, 59, 59, 999999) + later
    assert query(settings, "select distinct as_of from segments_as_of('2017-06-30')").rows == [(end,)]


def test_before_the_first_build_the_model_of_today_looks_back_to_a_month_end(company):
    settings, _ = company
    assert query(settings, ON.format("date '2017-06-09'")).rows == [("ann", 1, "one", True)]
    assert query(settings, ON.format("date '2017-05-30'")).rows == []


def test_the_day_of_the_build_ends_with_it_and_later_days_are_unknown(company):
    settings, _ = company
    built = query(settings, "select count(*), max(as_of) from segments_as_of('2017-07-10')").rows
    assert built == [(3, datetime(2017, 7, 10, 12))]
    for day in ("date '2017-07-11'", "null"):
        assert query(settings, f"from segments_as_of({day})").rows == []


def test_who_moved_is_counted_with_the_spend_of_the_time_between(company):
    """Ann spent 8 and 16 since 30 June, and 2 and 4 in the ten days before; segment 1 is called what it is today."""
    assert query(company[0], MOVES).rows == MOVED
    (ann, *_) = query(company[0], MOVES.replace("06-30", "06-09")).rows
    assert ann[:5] == (1, "one", 2, "two", 1)
    assert ann[-1], "she was in segment 1 by a back-cast"


def test_no_time_between_two_days_has_no_moves(company):
    for days in ("date '2017-06-30', date '2017-06-30'", "date '2017-07-01', date '2017-06-30'", "null, null"):
        assert query(company[0], f"from segment_transitions_between({days})").rows == []


def test_duckdb_1_1_3_gives_the_same_answer(company, ask_old_duckdb):
    answers = ask_old_duckdb(company[0].published_link, ON.format("date '2017-06-30'"), MOVES)
    assert answers == [IN_JUNE, MOVED]


def test_a_file_without_segments_has_no_macros_about_them(settings, make_build):
    make_build(settings)
    publish(settings, release_pin=True)

    found = query(settings, "select count(*) from duckdb_functions() where function_name like 'segment%between'").rows
    assert found == [(0,)]
