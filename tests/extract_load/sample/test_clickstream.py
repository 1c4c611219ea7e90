"""The simulated web shop never contradicts the real orders."""

from datetime import date
from itertools import pairwise

import pytest

from extract_load.sample.clickstream import EVENTS, create_web_events
from extract_load.sample.real_data import open_real_data
from warehouse.settings import Settings


@pytest.fixture(scope="module")
def events():
    """Three days of January, when many visitors are still unknown."""
    with open_real_data(Settings(_env_file=None)) as connection:
        create_web_events(connection, date(2017, 1, 20), date(2017, 1, 22))
        connection.execute(f"create table events as {EVENTS.query}")
        yield connection


def count(connection, condition: str) -> int:
    return connection.execute(f"select count(*) from events where {condition}").fetchone()[0]


def test_all_kinds_of_calls_occur(events):
    kinds = set(events.execute("select distinct type, event from events").fetchall())
    assert kinds == {
        ("page", None),
        ("identify", None),
        ("track", "Product Viewed"),
        ("track", "Products Searched"),
        ("track", "Product Added"),
        ("track", "Product Removed"),
        ("track", "Checkout Started"),
        ("track", "Order Completed"),
    }


def test_a_call_carries_what_its_kind_needs_and_no_member_without_a_value(events):
    shapes = events.execute("select distinct coalesce(event, type), json_keys(properties) from events").fetchall()
    assert all(keys is None for kind, keys in shapes if kind == "identify")
    needed = {"page": {"path", "url", "title"}, "Product Viewed": {"product_id"}, "Order Completed": {"order_id"}}
    for kind, members in needed.items():
        assert all(members <= set(keys) for said, keys in shapes if said == kind)
    assert count(events, "json_extract(properties, '$.*')::varchar like '%null%'") == 0
    assert count(events, "(type = 'identify') <> (traits is not null)") == 0


def test_the_times_of_a_call_agree_as_in_segments_spec(events):
    skewed = """
        "timestamp"::timestamp <> "receivedAt"::timestamp - ("sentAt"::timestamp - "originalTimestamp"::timestamp)
    """
    assert count(events, skewed) == 0
    assert count(events, '"originalTimestamp" <> "timestamp"') > 100


def test_the_time_on_a_page_is_the_time_until_the_next_one_opens(events):
    shown = events.execute("""
        select path, epoch(occurred_at), time_on_previous_page_seconds
        from web_events
        where session_id = (
            select session_id from web_events group by all having max(position) = 1000 order by count(*) desc, 1 limit 1
        )
        order by position
    """).fetchall()
    assert shown[0][2] is None
    opened_at, stays = shown[0][1], []
    for (path, _, _), (next_path, at, seconds) in pairwise(shown):
        if path == next_path:
            assert seconds is None
        else:
            stays.append(abs(at - opened_at - seconds) <= 1)
            opened_at = at
    assert len(stays) > 5
    assert all(stays)


def test_no_event_lies_after_the_last_real_order(relations):
    last_day = relations.execute("""
        select max(occurred_at) <= timestamp '2018-01-01 04:01:20', count(*) > 0
        from web_events
        where dt = date '2018-01-01'
    """).fetchone()
    assert last_day == (True, True)


def test_no_session_of_the_year_begins_before_it(relations):
    assert relations.execute("select min(anchor_at) >= timestamp '2017-01-01 01:00:00' from sessions").fetchone() == (
        True,
    )


def test_message_ids_are_unique(events):
    assert events.execute('select count(*) - count(distinct "messageId") from events').fetchone() == (0,)


def test_a_purchase_is_a_real_order_of_that_household_at_that_time(events):
    assert count(events, "event = 'Order Completed'") > 100
    invented = """
        event = 'Order Completed' and not exists (
            select 1 from transactions
            where basket_id::varchar = properties->>'order_id' and household_id::varchar = "userId"
                and strftime(transaction_timestamp, '%Y-%m-%dT%H:%M:%S.000Z') = "timestamp"
        )
    """
    assert count(events, invented) == 0


def test_a_purchases_cart_holds_products_of_its_basket(events):
    carts = events.execute("""
        select count(*), count(*) filter (where transactions.product_id is not null)
        from web_events
        left join transactions using (basket_id, product_id)
        where event = 'add_to_cart' and basket_id is not null
    """).fetchone()
    assert carts[0] == carts[1] > 100


def test_every_product_is_in_the_catalogue(events):
    assert count(events, "properties->>'product_id' not in (select product_id::varchar from products)") == 0


def test_some_carts_are_abandoned(events):
    assert events.execute("""
        select count(distinct session_id) from web_events
        where event = 'add_to_cart' and basket_id is null
    """).fetchone() > (50,)


def test_visitors_are_anonymous_until_they_log_in(events):
    assert count(events, "type = 'identify'") > 0
    assert count(events, """type = 'identify' and "userId" is null""") == 0
    assert count(events, '"userId" is null') > 0
    misplaced = events.execute("""
        select count(*) from web_events
        where login_position is not null and is_identified <> (position >= login_position)
    """)
    assert misplaced.fetchone() == (0,)


def test_about_sixty_per_cent_of_the_households_are_digital(relations):
    share = relations.execute(
        "select (select count(*) from web_households) / (select count(*) from households)"
    ).fetchone()[0]
    assert 0.57 < share < 0.63


def test_a_device_is_one_visitor_with_one_type(events):
    assert events.execute("""
        select max(types), max(users) from (
            select count(distinct context.device.type) as types, count(distinct "userId") as users
            from events group by "anonymousId"
        )
    """).fetchone() == (1, 1)
