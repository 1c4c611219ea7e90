"""What customers do, and the sentence about them, on the small shop: each answer is worked out by hand."""

import pytest

from tests.dbt_project.small_shop import pseudonym

ANN, BOB, EVE = pseudonym("ann"), pseudonym("bob"), pseudonym("eve_never_bought")


@pytest.fixture
def behaviour(ask):
    """Return columns of a customer's row by their names, which all hold ``{}`` for a window."""

    def columns(customer, *names):
        (row,) = ask(f"select {', '.join(names)} from marts.customer_behaviour where customer_id = '{customer}'")
        return row

    return columns


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        # The sessions of 10 June are 32 minutes long and 59 seconds.
        (7, (0, 0, 0, 0, None, 0, 0, 0)),
        (30, (2, 1, 1, 1, 989.5, 1, 0, 0)),
        # The e-mail was opened and clicked on 2 April in New York, 90 days before as_of; the advertisement on the 5th.
        (90, (2, 1, 1, 1, 989.5, 1, 0, 1)),
        (365, (2, 1, 1, 1, 989.5, 2, 1, 2)),
    ],
)
def test_windows_of_a_visitor(behaviour, window, expected):
    names = (
        f"{name.format(f'last_{window}_days')}"
        for name in (
            "sessions_{}_count",
            "repeat_sessions_{}_count",
            "page_views_{}_count",
            "product_views_{}_count",
            "mean_session_{}_seconds",
            "email_opens_{}_count",
            "email_clicks_{}_count",
            "campaign_responses_{}_count",
        )
    )
    assert behaviour(ANN, *names) == expected


def test_windows_of_a_buyer(behaviour):
    """Seven days begin on 25 June: he bought on the 29th and on the 30th, in New York. Thirty begin on 2 June."""
    names = ("orders_last_7_days_count", "cast(net_spend_last_7_days_usd as double)", "orders_last_30_days_count")
    assert behaviour(BOB, *names) == (2, 5.0, 7)


def test_rhythm_of_a_buyer(behaviour):
    """The gaps are 90 and 71 days, each 9.5 from the mean."""
    mean, deviation = behaviour(ANN, "mean_days_between_orders", "stddev_days_between_orders")
    assert mean == 80.5
    assert deviation == pytest.approx((2 * 9.5**2) ** 0.5)


def test_mix_of_a_buyer(behaviour):
    """100 dollars for electronics, 5 and 6 for dairy, 3 and 3 for bread: shares of 117. The tv went back later."""
    assert behaviour(ANN, "department_count", "top_department", "top_department_order_count") == (3, "ELECTRONICS", 1)
    share, entropy = behaviour(ANN, "top_department_spend_share", "department_entropy_bits")
    assert share == pytest.approx(100 / 117)
    assert entropy == pytest.approx(0.734047)


def test_price_sensitivity_of_a_buyer(behaviour):
    """Two of five lines had a discount. Their baskets of 9.50 and 8 are small beside those of 100 and 3."""
    lines, baskets = behaviour(ANN, "discounted_line_share", "discounted_order_value_ratio")
    assert (lines, baskets) == (0.4, pytest.approx(8.75 / 51.5))


def test_habits_of_a_visitor(behaviour):
    """It is 6 and 7 in the morning in New York."""
    names = ("favourite_device", "favourite_daypart", "favourite_weekday", "days_since_last_session")
    assert behaviour(ANN, *names) == ("mobile", "morning", "Saturday", 21)
    assert behaviour(EVE, *names) == (None, None, None, None)


def test_engagement_of_a_visitor(behaviour):
    """2.5 of 6 orders at 0.30, 2 of 12 sessions at 0.25, 1 of 60 views at 0.15, 1 of 6 opened e-mails at 0.05."""
    assert behaviour(ANN, "engagement_score") == (17.75,)
    assert behaviour(EVE, "engagement_score") == (0.0,)


def test_a_customer_in_one_sentence(ask):
    summaries = dict(ask("select customer_id, summary from marts.customer_profile"))
    # Registered on 1 January 2017 at midnight in Greenwich.
    assert summaries[ANN] == (
        "Age 35-44; customer since December 2016; visited 2 times in the last 30 days and viewed 1 product; "
        "spent most on electronics (1 of 4 orders), $4.25 on average; At Risk."
    )
    assert summaries[EVE] == (
        "Customer since January 2017; no visit in the last 30 days; has not bought yet; Prospect."
    )
