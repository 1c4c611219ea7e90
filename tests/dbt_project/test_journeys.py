"""Journeys, funnels, cohorts and days of the small shop, worked out by hand from ``small_shop.sql``.

Five paths: ann's phone shows her the shop and puts something into the cart; she logs in on the way, and half an hour
and a second later buys. In March somebody looked at a product on the same phone. Dora sees a page, and a stranger
searches and looks at a product.
"""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import log2

import pytest

from tests.dbt_project.small_shop import pseudonym

ANN, DORA = pseudonym("ann"), pseudonym("dora_only_clicks")

# State: the chance to buy, and the steps that are left. From start, one of five paths bought, in 13 steps of all.
CHAIN = {
    "add_to_cart": (Fraction(1, 2), Fraction(1)),
    "product_view": (Fraction(1, 3) * Fraction(1, 2), 1 + Fraction(1, 3)),
    "page_view": (Fraction(1, 2) * Fraction(1, 6), 1 + Fraction(1, 2) * Fraction(4, 3)),
    "search": (Fraction(1, 6), 1 + Fraction(4, 3)),
    "start": (Fraction(1, 5), Fraction(13, 5)),
}


def test_transitions_of_all_visitors(ask):
    transitions = ask(
        "select from_state, to_state, transition_count from marts.journey_transitions where scope = 'all'"
    )
    assert set(transitions) == {
        ("start", "page_view", 2),
        ("start", "product_view", 1),
        ("start", "add_to_cart", 1),
        ("start", "search", 1),
        ("page_view", "product_view", 1),
        ("page_view", "exit", 1),
        ("product_view", "add_to_cart", 1),
        ("product_view", "exit", 2),
        ("add_to_cart", "exit", 1),
        ("add_to_cart", "conversion", 1),
        ("search", "product_view", 1),
    }


def test_the_chain_of_all_visitors(ask):
    rows = ask("select state, conversion_probability, expected_steps from marts.journey_conversion where scope = 'all'")
    solved = {state: numbers for state, *numbers in rows}
    assert solved.keys() == CHAIN.keys()
    for state, numbers in CHAIN.items():
        assert solved[state] == pytest.approx([float(number) for number in numbers], rel=1e-9), state


def test_a_segment_knows_its_own_customers_only(ask):
    rows = ask(f"""
        select customer_id, state, conversion_probability
        from marts.journey_conversion
        inner join marts.customer_rfm on scope = rfm_segment
        where customer_id in ('{ANN}', '{DORA}')
    """)
    assert set(rows) == {
        *((ANN, state, 0.5) for state in ("start", "page_view", "product_view", "add_to_cart")),
        (ANN, "search", None),
        *((DORA, state, 0) for state in ("start", "page_view")),
        *((DORA, state, None) for state in ("search", "product_view", "add_to_cart")),
    }


def test_journeys_of_customers(ask):
    rows = ask("select * exclude (as_of) from marts.customer_journeys")
    # Six transitions, each once: of those between two steps the first in the alphabet. No event names its product.
    of_ann = [
        2,
        2,
        1,
        5,
        6,
        6,
        round(log2(6), 6),
        "add_to_cart > conversion",
        2,
        0,
        False,
        0,
        False,
        1,
        True,
        False,
        False,
    ]
    of_dora = [1, 1, 0, 1, 2, 2, 1.0, None, 0, 0, None, 0, False, 0, False, False, True]
    assert {customer: journey for customer, *journey in rows} == {ANN: pytest.approx(of_ann), DORA: of_dora}


def test_transitions_of_customers_are_those_of_their_journeys(ask):
    assert (
        ask("""
        select customer_id, sum(customer_transitions.transition_count), count(*)
        from marts.customer_transitions
        group by customer_id
        except
        select customer_id, transition_count, distinct_transition_count from marts.customer_journeys
    """)
        == []
    )


def test_the_funnel_has_every_day_since_the_first_session(ask):
    days = ask("select distinct started_on, is_complete from marts.funnel_daily order by started_on")
    first = date(2017, 3, 1)
    # On 1 July, eight hours are gone.
    assert days == [(first + timedelta(days=day), day < 122) for day in range(123)]
    # A purchase without a checkout has come by it all the same.
    assert ask("""
        select stage, session_count, customer_count
        from marts.funnel_daily
        where started_on = '2017-06-10' and device_type = 'all'
        order by stage_order
    """) == [
        ("visit", 3, 1),
        ("product_view", 3, 1),
        ("add_to_cart", 2, 1),
        ("begin_checkout", 1, 1),
        ("purchase", 1, 1),
    ]
    assert ask(
        "select sum(session_count) from marts.funnel_daily where device_type = 'mobile' and stage = 'visit'"
    ) == [(5,)]


def test_cohorts_of_company_months(ask):
    rows = ask("""
        select
            month(cohort_starts_on), months_since_first_order, cohort_customer_count, active_customer_count,
            order_count, net_revenue_usd::varchar
        from marts.cohort_retention
        where order_count > 0
    """)
    # Ann in January, bob in May, the outlet's ann in June and cid in July. Fay only gave goods back.
    assert set(rows) == {
        (1, 0, 1, 1, 1, "8.00"),
        (1, 3, 1, 1, 1, "100.00"),
        (1, 5, 1, 1, 2, "-91.00"),
        (5, 0, 1, 1, 1, "6.00"),
        (5, 1, 1, 1, 8, "30.50"),
        (6, 0, 1, 1, 1, "13.48"),
        (7, 0, 1, 1, 1, "2.50"),
    }
    months = ask("select month_starts_on, is_complete, count(*) from marts.cohort_retention group by all order by all")
    assert [(month.month, complete, count) for month, complete, count in months] == [
        (1, True, 1),
        (2, True, 1),
        (3, True, 1),
        (4, True, 1),
        (5, True, 2),
        (6, True, 3),
        (7, False, 4),
    ]


def test_ann_bought_at_her_second_visit(ask):
    rows = ask("select * from marts.visit_conversion where person_count > 0")
    assert set(rows) == {
        ("customer", "mobile", "2", 1, 0.5),
        ("customer", "mobile", "never", 1, 0.5),
        ("visitor", "mobile", "never", 2, 1.0),
    }


def test_days_of_ann(ask):
    rows = ask(f"""
        select
            active_on, session_count, page_view_count, product_view_count, add_to_cart_count, order_count,
            touch_open_count, touch_click_count, ticket_count, net_spend_usd
        from marts.customer_daily_activity
        where customer_id = '{ANN}'
    """)
    assert {day: counts for day, *counts in rows} == {
        date(2017, 1, 10): [0, 0, 0, 0, 1, 0, 0, 0, Decimal("8.00")],
        date(2017, 4, 2): [0, 0, 0, 0, 0, 1, 1, 0, Decimal("0.00")],
        date(2017, 4, 5): [0, 0, 0, 0, 0, 0, 1, 0, Decimal("0.00")],
        date(2017, 4, 10): [0, 0, 0, 0, 1, 0, 0, 0, Decimal("100.00")],
        date(2017, 6, 10): [2, 1, 1, 2, 0, 0, 0, 1, Decimal("0.00")],
        date(2017, 6, 15): [0, 0, 0, 0, 0, 1, 0, 0, Decimal("0.00")],
        date(2017, 6, 20): [0, 0, 0, 0, 2, 0, 0, 1, Decimal("-91.00")],
    }


def test_days_add_up_to_orders_and_sessions(ask):
    assert ask(
        "select sum(session_count), sum(order_count), sum(net_spend_usd) from marts.customer_daily_activity"
    ) == ask(
        """
        select
            (select count(*) from marts.fct_sessions where customer_id is not null),
            count(*) filter (where not is_refund_only),
            sum(net_spend_usd)
        from marts.fct_orders
        where customer_id is not null
        """
    )
