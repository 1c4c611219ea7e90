"""What arrives three weeks late is counted on the day on which it happened: an order, and a step of a visit."""

import gzip
import json
import shutil
from datetime import date, datetime

import duckdb
import pytest

from orchestration import pipeline
from warehouse.settings import Settings

ORDERS = (
    "basket_id,household_id,store_id,product_id,quantity,sales_value,retail_disc,coupon_disc,coupon_match_disc,"
    "transaction_timestamp\nlate,7777,1,p1,1,12.50,0,0,0,2017-12-05T15:00:00Z\n"
)
WEEK = date(2017, 12, 4)


def visit(minute: int) -> str:
    call = {
        "messageId": f"visit-{minute}",
        "event": "product_view",
        "anonymousId": "slow reader",
        "timestamp": f"2017-12-05T10:{minute:02}:00Z",
        "properties": {"product_id": "p1"},
        "context": {"device": {"type": "mobile"}},
    }
    return json.dumps(call) + "\n"


def land(settings, name, text):
    path = settings.landing / name
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress(text.encode()))


def marts(settings) -> dict[str, list[tuple]]:
    questions = {
        "week": f"""
            select order_count, net_revenue_usd::double, active_customer_count, new_customer_count
            from marts.weekly_kpis where week_starts_on = date '{WEEK}'
        """,
        "other weeks": f"from marts.weekly_kpis where week_starts_on <> date '{WEEK}' order by all",
        "order": "select ordered_on, ordered_at, net_spend_usd::double from marts.fct_orders where order_id = 'late'",
        "customer": """
            select order_count, as_of::date - days_since_first_order, as_of::date - days_since_last_order
            from marts.customer_features
            where customer_id = (select customer_id from marts.fct_orders where order_id = 'late')
        """,
        "sessions": """
            select started_at, event_count from marts.fct_sessions
            where started_at::date = date '2017-12-05' and customer_id is null
            order by all
        """,
    }
    with duckdb.connect(str(settings.build_file), read_only=True) as connection:
        return {name: connection.execute(question).fetchall() for name, question in questions.items()}


@pytest.fixture(scope="module")
def before_and_after(tmp_path_factory, planted_shop):
    """The answers without and with the late files, the second from a build on top of the first."""
    settings = Settings(home=tmp_path_factory.mktemp("home"), pii_key="a key for tests", _env_file=None)
    shutil.copytree(planted_shop, settings.landing)
    land(settings, "web/events/dt=2017-12-05/visit.jsonl.gz", visit(0) + visit(40))
    answers = []
    for _ in range(2):
        pipeline.load_all(settings, [])
        pipeline.build(settings)
        answers.append(marts(settings))
        if len(answers) == 1:
            land(settings, "transactions/order_lines/dt=2017-12-30/late.csv.gz", ORDERS)
            land(settings, "web/events/dt=2017-12-30/late.jsonl.gz", visit(20))
    return answers


def test_a_late_order_counts_in_the_week_in_which_it_was_placed(before_and_after):
    before, after = before_and_after
    assert before["order"] == []
    assert after["order"] == [(date(2017, 12, 5), datetime(2017, 12, 5, 15), 12.5)]
    ((orders, revenue, buyers, newcomers),) = before["week"]
    assert after["week"] == [(orders + 1, pytest.approx(revenue + 12.5), buyers + 1, newcomers + 1)]
    assert after["other weeks"] == before["other weeks"]


def test_its_customer_has_been_one_since_then(before_and_after):
    assert before_and_after[1]["customer"] == [(1, date(2017, 12, 5), date(2017, 12, 5))]


def test_a_late_step_joins_the_two_halves_of_its_visit(before_and_after):
    before, after = before_and_after
    begins = datetime(2017, 12, 5, 10)
    assert before["sessions"] == [(begins, 1), (begins.replace(minute=40), 1)]
    assert after["sessions"] == [(begins, 3)]
