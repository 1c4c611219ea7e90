"""What the published file says of 30 June 2017 is what a home says that saw nothing later."""

# customer_rfm of both, as far as it does not say which build made it.
MEASURES = """
    days_since_last_order, order_count, net_spend_usd, recency_score, frequency_score, monetary_score, rfm_segment,
    rfm_code, frequency_scaled
"""


def rows(answer: list[tuple]) -> dict[str, tuple]:
    """Return the measures by customer."""
    by_customer = {customer_id: measures for customer_id, *measures in answer}
    assert len(by_customer) == len(answer), "one row per customer"
    return by_customer


def test_rfm_as_of_the_past_equals_what_was_known_then(ask, ask_builds):
    then = rows(ask_builds(f"select customer_id, {MEASURES} from past.marts.customer_rfm"))
    now = rows(ask(f"select customer_id, {MEASURES} from rfm_as_of(date '2017-06-30')"))

    # The year had a second half: otherwise the two agreed anyhow.
    today = rows(ask(f"select customer_id, {MEASURES} from marts.customer_rfm"))
    assert sum(today[customer] != then[customer] for customer in then) > 2_000
    assert len(then) == 2_456
    assert now == then


def test_history_of_the_past_equals_what_was_known_then(ask, ask_builds):
    buyers = f"select customer_id, {MEASURES} from past.marts.customer_rfm where order_count > 0"
    history = f"select customer_id, {MEASURES} from marts.customer_rfm_history where as_of_on = date '2017-06-30'"

    assert rows(ask(history)) == rows(ask_builds(buyers))


def test_features_of_the_past_equal_what_was_known_then(ask, ask_builds):
    columns = """
        customer_id, days_since_last_order, days_since_first_order, order_count, net_spend_usd, average_order_value_usd,
        orders_last_30_days_count, orders_last_90_days_count, net_spend_last_90_days_usd, median_days_between_orders,
        discount_share, coupon_redemption_count
    """
    then = ask_builds(
        f"""
        select {columns}
        from past.marts.customer_rfm
        inner join past.intermediate.int_customer_purchases__described using (customer_id)
        left join past.intermediate.int_customer_campaigns__counted using (customer_id)
        """
    )
    past = ask(f"select {columns} from marts.customer_features_history where as_of_on = date '2017-06-30'")

    assert len(then) > 2_000
    assert rows(past) == rows(then)


def test_everybody_of_the_past_has_the_id_of_then(ask_builds):
    """Why ids need no translation above: the oldest profile gives the id, and the sample tells of it first."""
    changed = ask_builds(
        """
        select earlier.customer_ref
        from past.pii.customer_links as earlier
        left join whole.pii.customer_links as later using (customer_ref)
        where earlier.customer_id is distinct from later.customer_id
        """
    )
    assert changed == []
