"""The simulated web shop never contradicts the real orders."""

from datetime import date

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


def test_all_kinds_of_events_occur(events):
    kinds = {kind for (kind,) in events.execute("select distinct event from events").fetchall()}
    assert kinds == {
        "page_view",
        "product_view",
        "search",
        "add_to_cart",
        "remove_from_cart",
        "login",
        "begin_checkout",
        "purchase",
    }


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
    assert count(events, "event = 'purchase'") > 100
    invented = """
        event = 'purchase' and not exists (
            select 1 from transactions
            where basket_id::varchar = properties.order_id and household_id::varchar = "userId"
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
    assert count(events, "properties.product_id not in (select product_id::varchar from products)") == 0


def test_some_carts_are_abandoned(events):
    assert events.execute("""
        select count(distinct session_id) from web_events
        where event = 'add_to_cart' and basket_id is null
    """).fetchone() > (50,)


def test_visitors_are_anonymous_until_they_log_in(events):
    assert count(events, "event = 'login'") > 0
    assert count(events, """event = 'login' and "userId" is null""") == 0
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
