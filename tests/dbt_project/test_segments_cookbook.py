"""What the cookbook's queries say of customers and segments that analysts stumble over, on tables of a few rows.

Ids have gaps and do not follow worth, as after some models; one customer is unusual, of one too little is known.
"""

import duckdb
import pytest

from tests.cookbooks import read_cookbook
from warehouse.settings import REPOSITORY

QUESTIONS = read_cookbook(REPOSITORY / "docs/analysts/segments-cookbook.md")

PUBLISHED = """
create schema segments;
create schema marts;
create table segments.dim_segments as
from (values (-1, 'Unusual', 'unlike'), (0, 'Insufficient', 'too few orders'), (1, 'Low', 'low'), (4, 'Mid', 'mid'),
    (7, 'High', 'high')) as named (segment_id, segment_name, marks);
create table segments.segment_profiles as
from (values (-1, 900.0), (0, 5.0), (1, 10.0), (4, 50.0), (7, 500.0)) as profiles (segment_id, median_net_spend_usd);
create table segments.segment_explanations as
select explained.*, named.segment_name, targets.segment_name as target_segment_name,
    change_to || ' ' || change_feature as change_in_words,
    case when explained.segment_id <> 0 then 'order_count' end as driver_1_feature, 2.0 as driver_1_customer_value,
    3.0 as driver_1_typical_value, null as driver_2_feature, null as driver_2_customer_value,
    null as driver_2_typical_value, null as driver_3_feature, null as driver_3_customer_value,
    null as driver_3_typical_value
from (values
    ('a_falls', 7, 1, 'order_count', 3.0, 4.0),
    ('b_climbs_one_order', 1, 4, 'order_count', 3.0, 4.0),
    ('c_climbs_two_orders', 1, 7, 'orders_last_90_days_count', 0.0, 2.0),
    ('d_climbs_three_orders', 4, 7, 'order_count', 3.0, 6.0),
    ('e_orders_less', 4, 7, 'orders_last_90_days_count', 3.0, 2.0),
    ('f_spends_more', 4, 7, 'net_spend_usd', 3.0, 4.0),
    ('g_unusual', -1, 7, 'order_count', 3.0, 4.0),
    ('h_insufficient', 0, null, null, null, null)
) as explained (customer_id, segment_id, target_segment_id, change_feature, change_from, change_to)
inner join segments.dim_segments as named using (segment_id)
left join segments.dim_segments as targets on explained.target_segment_id = targets.segment_id;
create table segments.segment_outliers as
select 'g_unusual' as customer_id, 'discount_share' as farthest_feature, 9.0 as farthest_customer_value,
    0.1 as farthest_typical_value, 'suspect_data: discounts are not a part' as triage_rule;
create table segments.customer_segments as
select customer_id, segment_id, segment_name,
    case segment_id when -1 then 0.2e0 when 7 then 0.55e0 when 0 then null else 0.9e0 end as confidence
from segments.segment_explanations;
create table marts.customer_rfm as
select customer_id, case customer_id when 'c_climbs_two_orders' then 20 else 10 end as net_spend_usd
from segments.segment_explanations;
create table marts.fct_orders as
from (values
    ('o1', 'a_falls', timestamp '2017-06-01'),
    ('o2', 'b_climbs_one_order', timestamp '2017-06-30'),
    ('o3', null, timestamp '2017-07-01')
) as orders (order_id, customer_id, ordered_at);
"""


@pytest.fixture
def ask():
    """Ask the numbered question; the customer whom it takes can be another one, whose orders are the newest."""
    with duckdb.connect() as connection:
        connection.execute(PUBLISHED)

        def answer(number: int, newest_buyer: str | None = None) -> list[dict]:
            connection.execute("update marts.fct_orders set customer_id = ? where order_id = 'o2'", [newest_buyer])
            result = connection.execute(QUESTIONS[number].sql)
            names = [name for name, *_ in result.description]
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

        yield answer


def test_what_a_customer_is_in_is_said_of_the_newest_known_buyer(ask):
    (reasons,) = ask(3, "b_climbs_one_order")
    assert (reasons["segment_name"], reasons["driver_1_feature"], reasons["triage_rule"]) == (
        "Low",
        "order_count",
        None,
    )


def test_why_is_answered_for_the_unusual_and_for_those_of_whom_too_little_is_known(ask):
    (unusual,) = ask(3, "g_unusual")
    assert unusual["farthest_feature"] == "discount_share"
    assert unusual["triage_rule"].startswith("suspect_data")

    (insufficient,) = ask(3, "h_insufficient")
    assert (insufficient["marks"], insufficient["driver_1_feature"]) == ("too few orders", None)


def test_a_better_segment_is_one_of_those_who_spend_more_whatever_its_id(ask):
    answer = ask(5)
    assert [row["customer_id"] for row in answer] == ["c_climbs_two_orders", "b_climbs_one_order"]
    assert answer[0]["target_typical_spend_usd"] == 500


def test_how_sure_is_said_of_segments_that_have_customers_in_them(ask):
    answer = [(row["segment_name"], row["median_confidence"], row["unsure_share"]) for row in ask(7)]
    assert answer == [("Low", 0.9, 0), ("Mid", 0.9, 0), ("High", 0.55, 1)]
