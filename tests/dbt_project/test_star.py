"""Dimensions, facts and the timeline of the small shop: each answer is worked out by hand from ``small_shop.sql``."""

from datetime import date, datetime

from tests.dbt_project.small_shop import pseudonym

ANN, BOB, EVE, GUS = map(pseudonym, ("ann", "bob", "eve_never_bought", "gus_only_addressed"))
FAY, ANN_OF_OUTLET = pseudonym("fay_only_gave_back"), pseudonym("outlet:ann")


def test_campaigns_are_as_the_last_extract_says(ask):
    campaigns = ask(
        "select campaign_id, is_known_to_crm, campaign_type, campaign_status, day_count from marts.dim_campaigns"
    )
    assert set(campaigns) == {("spring", True, "A", "ended", 30), ("planned", True, "B", "planned", 30)}


def test_refunds_know_the_order_on_which_they_are_booked(ask):
    refunds = ask("""
        select
            order_id, product_id, customer_id, refunded_quantity, refund_usd::varchar, refund_amount::varchar, currency,
            days_since_purchase, refunded_on
        from marts.fct_refunds
    """)
    assert set(refunds) == {
        ("tv_given_back", "tv", ANN, 1, "100.00", "100.00", "USD", 0, date(2017, 6, 20)),
        ("partly_given_back", "cheese", BOB, 1, "4.00", "4.00", "USD", 2, date(2017, 5, 22)),
        ("only_given_back", "tv", FAY, 1, "20.00", "20.00", "USD", None, date(2017, 5, 1)),
        ("outlet:17", "outlet:milk", ANN_OF_OUTLET, 1, "3.37", "3.00", "EUR", 10, date(2017, 6, 20)),
    }


def test_web_events_find_their_session_and_whoever_was_logged_in(ask):
    events = ask("""
        select event_id, customer_id, session_id, event_type, occurred_on
        from marts.fct_web_events
        where visitor_id = (select visitor_id from marts.fct_web_events where event_id = 'a1')
    """)
    sessions = {event_id: session_id for event_id, _, session_id, _, _ in events}
    assert {(event_id, customer_id, kind, day) for event_id, customer_id, _, kind, day in events} == {
        ("a1", ANN, "page_view", date(2017, 6, 10)),
        ("a2_exactly_30_minutes", ANN, "product_view", date(2017, 6, 10)),
        ("a3", ANN, "login", date(2017, 6, 10)),
        ("a4", ANN, "add_to_cart", date(2017, 6, 10)),
        ("a5_a_second_more", ANN, "add_to_cart", date(2017, 6, 10)),
        ("a6", ANN, "purchase", date(2017, 6, 10)),
        ("a7_long_ago", None, "product_view", date(2017, 3, 1)),
    }
    assert len(set(sessions.values())) == 3
    assert sessions["a1"] == sessions["a4"] != sessions["a5_a_second_more"] == sessions["a6"]
    assert set(sessions.values()) <= {session_id for (session_id,) in ask("select session_id from marts.fct_sessions")}


def test_touches_of_all_systems_lie_on_the_days_of_the_company(ask):
    touches = ask("""
        select customer_id, campaign_id, source, channel, touch_type, network, cost_usd::varchar, touched_on
        from marts.fct_marketing_touches
        where customer_id is not null
        order by all
    """)
    expected = [
        # Addressed at midnight in UTC, which is the evening of March in New York; two of the profiles are ann's.
        (ANN, "spring", "crm", "mail", "delivered", None, None, date(2017, 3, 31)),
        (ANN, "spring", "crm", "mail", "delivered", None, None, date(2017, 3, 31)),
        (GUS, "spring", "crm", "mail", "delivered", None, None, date(2017, 3, 31)),
        (ANN, "spring", "engagement", "email", "sent", None, None, date(2017, 4, 1)),
        (ANN, "spring", "engagement", "email", "opened", None, None, date(2017, 4, 2)),
        (ANN, "spring", "engagement", "email", "clicked", None, None, date(2017, 4, 2)),
        (ANN, "spring", "engagement", "email", "opened", None, None, date(2017, 6, 15)),
        (BOB, None, "engagement", "email", "sent", None, None, date(2017, 6, 1)),
        (BOB, None, "engagement", "email", "unsubscribed", None, None, date(2017, 6, 2)),
        (ANN, "spring", "engagement", "ad", "impression", "display", "0.0042", date(2017, 4, 5)),
        (ANN, "spring", "engagement", "ad", "click", "search", "0.7550", date(2017, 4, 5)),
        (BOB, None, "engagement", "ad", "impression", "video", None, date(2017, 6, 5)),
        (ANN, "spring", "engagement", "sms", "delivered", None, None, date(2017, 4, 2)),
        (EVE, "spring", "engagement", "post", "delivered", None, None, date(2017, 4, 2)),
        (BOB, None, "engagement", "social", "like", "pictures", None, date(2017, 6, 10)),
        (EVE, None, "engagement", "social", "follow", "pictures", None, date(2017, 6, 11)),
    ]
    assert sorted(touches, key=str) == sorted(expected, key=str)


def test_touches_of_nobody_known_stay_without_a_customer(ask):
    anonymous = ask("select touch_id from marts.fct_marketing_touches where customer_id is null")
    assert {touch_id for (touch_id,) in anonymous} == {
        "email-sent_to_nobody_known",
        "ad-seen_by_nobody_known",
        "touch-to_nobody_known",
        "social-of_nobody_known",
    }


def test_touch_ids_do_not_tell_whom_a_mailing_addressed(ask):
    """The CRM has no number for it, so that the reference is part of what makes it one."""
    ids = ask("select touch_id from marts.fct_marketing_touches where channel = 'mail'")
    assert {touch_id for (touch_id,) in ids} == {
        "mailing-" + pseudonym(f'["mailing","spring","{reference}"]')
        for reference in ("ann", "ann_by_phone", "gus_only_addressed")
    }


def test_tickets_are_as_their_newest_version_says(ask):
    tickets = ask("""
        select ticket_id, customer_id, status, satisfaction_score, resolution_hours, opened_on
        from marts.fct_support_tickets
    """)
    assert set(tickets) == {
        ("solved", ANN, "solved", 4, 27.5, date(2017, 6, 20)),
        ("evening_before_in_new_york", ANN, "pending", None, None, date(2017, 6, 10)),
        ("of_nobody_known", None, "open", None, None, date(2017, 6, 13)),
    }


def test_all_that_ann_did_in_june_lies_on_one_axis(ask):
    actions = ask(f"""
        select occurred_on, occurred_at, action_type, reference_id, amount_usd::varchar
        from marts.customer_timeline
        where customer_id = '{ANN}' and occurred_on >= '2017-06-01' and action_type <> 'session'
        order by occurred_on, occurred_at nulls last, topic_order, action_type, reference_id
    """)
    # What is bought and what is given back at one moment follow each other as they did.
    assert actions == [
        (date(2017, 6, 10), datetime(2017, 6, 11, 2), "ticket opened", "evening_before_in_new_york", None),
        (date(2017, 6, 15), datetime(2017, 6, 15, 12), "marketing opened", "email-opened_again", None),
        (date(2017, 6, 20), datetime(2017, 6, 20, 15), "order", "tv_given_back", "6.00"),
        (date(2017, 6, 20), datetime(2017, 6, 20, 15), "refund", "tv_given_back", "-100.00"),
        (date(2017, 6, 20), datetime(2017, 6, 20, 15), "ticket opened", "solved", None),
        (date(2017, 6, 20), datetime(2017, 6, 20, 18), "order", "second_of_that_day", "3.00"),
        (date(2017, 6, 21), datetime(2017, 6, 21, 18, 30), "ticket solved", "solved", None),
    ]


def test_the_timeline_comes_to_what_each_customer_spent(ask):
    differing = ask("""
        select customer_id, sum(amount_usd), any_value(net_spend_usd)
        from marts.customer_timeline
        inner join marts.customer_rfm using (customer_id)
        group by customer_id
        having coalesce(sum(amount_usd), 0) <> any_value(net_spend_usd)
    """)
    assert differing == []


def test_totals_agree_from_raw_to_marts(ask):
    totals = ask("select subject, part, counted_in, row_count, expected_row_count from marts.mart_reconciliation")
    counts = {(subject, part, table): (row_count, expected) for subject, part, table, row_count, expected in totals}
    assert all(row_count == expected for row_count, expected in counts.values() if expected is not None)
    assert counts["web events", "all", "raw.web__events"] == (12, None), "one came twice, and one after as_of"
    assert counts["web events", "all", "marts.fct_sessions"] == (10, 10)
    assert counts["order lines", "EUR", "marts.fct_order_lines"] == (4, 4)
    assert counts["order lines", "CHF", "quarantine.orders_without_exchange_rate"] == (1, None)
    assert counts["marketing touches", "all", "marts.fct_marketing_touches"] == (20, 20)
    assert counts["support tickets", "all", "raw.crm__support_tickets"] == (8, None)
