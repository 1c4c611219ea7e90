"""From raw rows to marts on the small shop: each answer is worked out by hand from ``small_shop.sql``."""

from datetime import date, datetime
from decimal import Decimal

from tests.dbt_project.small_shop import pseudonym

ANN, BOB, CID = pseudonym("ann"), pseudonym("bob"), pseudonym("cid_has_no_profile")
DORA, EVE = pseudonym("dora_only_clicks"), pseudonym("eve_never_bought")
FAY, GUS = pseudonym("fay_only_gave_back"), pseudonym("gus_only_addressed")
HAL, ANN_OF_OUTLET = pseudonym("hal_never_bought"), pseudonym("outlet:ann")


def test_every_model_and_data_test_is_content(shop_verdicts):
    unhappy = {node for node, verdict in shop_verdicts.items() if not verdict.startswith(("success", "pass"))}
    assert unhappy == {
        "expression_is_true_fct_order_lines_net_spend_usd__net_spend_usd_0",
        "relationships_stg_transactions__order_lines_product_id__product_id__ref_stg_transactions__products_",
    }, shop_verdicts
    assert all(shop_verdicts[node].startswith("warn") for node in unhappy)


def test_customers_are_people_not_profiles(ask):
    assert set(ask("select customer_id, profile_count, age_band from marts.dim_customers")) == {
        (ANN, 3, "35-44"),
        (BOB, 1, "45-54"),
        (CID, 0, None),
        (DORA, 0, None),
        (EVE, 1, None),
        (FAY, 1, None),
        (GUS, 0, None),
        (HAL, 1, None),
        (ANN_OF_OUTLET, 0, None),
    }


def test_orders_are_net_of_refunds_on_company_days(ask):
    orders = ask("""
        select
            order_id, customer_id, ordered_on, line_count,
            gross_amount_usd::varchar, discount_usd::varchar, refund_usd::varchar, net_spend_usd::varchar
        from marts.fct_orders
    """)
    assert {order_id: facts for order_id, *facts in orders} == {
        "winter": [ANN, date(2017, 1, 10), 2, "9.50", "1.50", "0.00", "8.00"],
        "spring": [ANN, date(2017, 4, 10), 1, "100.00", "0.00", "0.00", "100.00"],
        "tv_given_back": [ANN, date(2017, 6, 20), 2, "8.00", "2.00", "100.00", "-94.00"],
        "second_of_that_day": [ANN, date(2017, 6, 20), 1, "3.00", "0.00", "0.00", "3.00"],
        "evening_before_in_new_york": [BOB, date(2017, 6, 29), 2, "5.00", "5.00", "0.00", "0.00"],
        "midnight_in_new_york": [BOB, date(2017, 6, 30), 1, "5.00", "0.00", "0.00", "5.00"],
        "partly_given_back": [BOB, date(2017, 5, 20), 2, "12.00", "2.00", "4.00", "6.00"],
        "in_two_files": [BOB, date(2017, 6, 1), 1, "5.00", "0.00", "0.00", "5.00"],
        "corrected": [BOB, date(2017, 6, 2), 1, "2.00", "0.00", "0.00", "2.00"],
        "file_came_again": [BOB, date(2017, 6, 3), 1, "8.00", "0.00", "0.00", "8.00"],
        "superseded_by_refused": [BOB, date(2017, 6, 4), 1, "4.00", "0.00", "0.00", "4.00"],
        "third_content_passed": [BOB, date(2017, 6, 4), 1, "6.00", "0.00", "0.00", "6.00"],
        "not_in_catalogue": [BOB, date(2017, 6, 5), 1, "0.50", "0.00", "0.00", "0.50"],
        "at_as_of": [CID, date(2017, 7, 1), 1, "2.50", "0.00", "0.00", "2.50"],
        "only_given_back": [FAY, date(2017, 5, 1), 1, "0.00", "0.00", "20.00", "-20.00"],
        "nobody_knows_who": [None, date(2017, 6, 1), 1, "7.00", "0.00", "0.00", "7.00"],
        "outlet:17": [ANN_OF_OUTLET, date(2017, 6, 10), 4, "17.97", "1.12", "3.37", "13.48"],
        "outlet:18": [None, date(2017, 6, 30), 1, "128.10", "0.00", "0.00", "128.10"],
    }


def test_weeks_of_the_company_have_no_holes(ask):
    weeks = ask("""
        select
            week_starts_on, is_complete, covered_day_count, order_count, net_revenue_usd::varchar,
            active_customer_count, new_customer_count
        from marts.weekly_kpis
        order by week_starts_on
    """)
    # 10 January is a Tuesday; 1 July, of which eight hours are gone, a Saturday.
    assert (len(weeks), weeks[0][0], weeks[-1][0]) == (25, date(2017, 1, 9), date(2017, 6, 26))
    assert {week: facts for week, *facts in weeks if facts[1] < 7 or facts[3] != "0.00"} == {
        date(2017, 1, 9): [True, 6, 1, "8.00", 1, 1],
        date(2017, 4, 10): [True, 7, 1, "100.00", 1, 0],
        date(2017, 5, 1): [True, 7, 0, "-20.00", 0, 0],
        date(2017, 5, 15): [True, 7, 1, "6.00", 1, 1],
        date(2017, 5, 29): [True, 7, 6, "32.00", 1, 0],
        date(2017, 6, 5): [True, 7, 2, "13.98", 2, 1],
        date(2017, 6, 19): [True, 7, 2, "-91.00", 1, 0],
        date(2017, 6, 26): [False, 5, 4, "135.60", 2, 1],
    }


def test_sessions_end_after_silence_and_find_their_owner(ask):
    sessions = ask("""
        select visitor_id, customer_id, started_at, event_count, has_purchase, is_cart_abandoned
        from marts.fct_sessions
    """)
    phone, laptop, stranger = map(pseudonym, ("phone_of_ann", "laptop_of_dora", "stranger"))
    assert set(sessions) == {
        (phone, None, datetime(2017, 3, 1, 10), 1, False, False),
        (phone, ANN, datetime(2017, 6, 10, 10), 4, False, True),
        (phone, ANN, datetime(2017, 6, 10, 11, 2, 1), 2, True, False),
        (laptop, DORA, datetime(2017, 7, 1, 12), 1, False, False),
        (stranger, None, datetime(2017, 6, 10, 10), 2, False, False),
    }


def test_a_refund_does_not_replace_the_purchase_of_the_same_product(ask):
    lines = ask("""
        select product_id, is_refund, net_spend_usd, discount_usd
        from marts.fct_order_lines
        where order_id = 'partly_given_back'
        order by is_refund
    """)
    assert lines == [
        ("cheese", False, Decimal("10.00"), Decimal("2.00")),
        ("cheese", True, Decimal("-4.00"), Decimal("0.00")),
    ]


def test_lines_of_another_shop_keep_what_was_paid(ask):
    lines = ask("""
        select shop, product_id, line_number, is_refund, sales_amount::varchar, currency, net_spend_usd::varchar
        from marts.fct_order_lines
        where order_id = 'outlet:17'
    """)
    assert sorted(lines) == [
        ("outlet", "outlet:bread", 1, False, "2.50", "EUR", "2.81"),
        ("outlet", "outlet:bread", 2, False, "2.50", "EUR", "2.81"),
        ("outlet", "outlet:milk", 1, False, "10.00", "EUR", "11.23"),
        ("outlet", "outlet:milk", 1, True, "-3.00", "EUR", "-3.37"),
    ]


def test_rfm_counts_orders_and_all_money(ask):
    rfm = ask("select customer_id, days_since_last_order, order_count, net_spend_usd from marts.customer_rfm")
    assert set(rfm) == {
        (ANN, 11, 4, Decimal("17.00")),
        (BOB, 1, 9, Decimal("36.50")),
        (CID, 0, 1, Decimal("2.50")),
        (DORA, None, 0, Decimal("0.00")),
        (EVE, None, 0, Decimal("0.00")),
        (FAY, None, 0, Decimal("-20.00")),
        (GUS, None, 0, Decimal("0.00")),
        (HAL, None, 0, Decimal("0.00")),
        (ANN_OF_OUTLET, 21, 1, Decimal("13.48")),
    }


def test_four_buyers_fall_into_the_first_four_quintiles(ask):
    scores = ask(
        "select customer_id, recency_score, frequency_score, monetary_score, rfm_segment from marts.customer_rfm"
    )
    assert {score for score in scores if score[1]} == {
        (ANN_OF_OUTLET, 1, 1, 2, "Lost"),
        (ANN, 2, 3, 3, "At Risk"),
        (BOB, 3, 4, 4, "Loyal Customers"),
        (CID, 4, 2, 1, "Potential Loyalists"),
    }
    assert {score[4] for score in scores if not score[1]} == {"Prospect"}


def test_features_of_a_buyer(ask):
    (features,) = ask(f"""
        select
            days_since_first_order, orders_last_90_days_count, net_spend_last_90_days_usd, median_days_between_orders,
            department_count, discount_share, average_order_value_usd, campaign_touch_count,
            sessions_last_90_days_count, product_views_last_90_days_count, cart_abandonment_share
        from marts.customer_features
        where customer_id = '{ANN}'
    """)
    # 10 January, 10 April and 20 June: gaps of 90 and 71 days. The window of 90 days begins on 3 April. The gross
    # amounts add up to 120.50, of which 3.50 were discounts. The two touches were addressed to two of the profiles.
    assert features == (172, 3, Decimal("9.00"), 80.5, 3, 3.5 / 120.5, 4.25, 2, 2, 1, 0.5)


def test_what_was_never_loaded_is_unknown(ask):
    assert ask("select distinct coupon_redemption_count from marts.customer_features") == [(None,)]
    assert ask(f"select campaign_touch_count from marts.customer_features where customer_id = '{EVE}'") == [(0,)]
    assert ask(f"select sessions_last_90_days_count from marts.customer_features where customer_id = '{EVE}'") == [(0,)]


def test_products_that_the_catalogue_lacks_are_there(ask):
    assert set(ask("select product_id, is_in_catalogue, department from marts.dim_products")) == {
        ("milk", True, "DAIRY"),
        ("cheese", True, "DAIRY"),
        ("bread", True, "BAKERY"),
        ("tv", True, "ELECTRONICS"),
        ("bag", True, "SUNDRIES"),
        ("never_sold", True, "SUNDRIES"),
        ("mystery", False, None),
        ("outlet:milk", False, None),
        ("outlet:bread", False, None),
        ("outlet:tv", False, None),
    }
