"""The real half stays exactly what the package holds."""

from decimal import Decimal

from extract_load.sample.campaigns import CAMPAIGN_TOUCHES, CAMPAIGNS, COUPON_REDEMPTIONS
from extract_load.sample.purchases import ORDER_LINES, PRODUCTS


def test_real_order_lines_add_up_to_the_packages_totals(relations):
    totals = relations.execute(f"""
        select count(*), count(distinct basket_id), count(distinct household_id), sum(sales_value),
            count(*) filter (where sales_value = 0), min(dt)::varchar, max(dt)::varchar
        from ({ORDER_LINES.query})
    """).fetchone()
    assert totals == (1_469_307, 155_848, 2_469, Decimal("4596039.58"), 11_246, "2017-01-01", "2018-01-01")


def test_rounding_to_cents_changed_no_amount(relations):
    changed = relations.execute(f"""
        select count(*)
        from ({ORDER_LINES.query}) as sent
        inner join transactions as original using (basket_id, product_id)
        where abs(sent.sales_value - original.sales_value) > 1e-9
            or abs(sent.retail_disc - original.retail_disc) > 1e-9
            or abs(sent.coupon_disc - original.coupon_disc) > 1e-9
            or abs(sent.coupon_match_disc - original.coupon_match_disc) > 1e-9
    """).fetchone()
    assert changed == (0,)


def test_a_product_is_sent_once_and_no_later_than_its_first_sale(relations):
    sent = relations.execute(f"""
        with sent as ({PRODUCTS.query}),
        sales as (select product_id, min(dt) as first_sale from ({ORDER_LINES.query}) group by product_id)
        select count(*), count(distinct product_id),
            count(*) filter (where dt <> coalesce(first_sale, date '2017-01-01'))
        from sent left join sales using (product_id)
    """).fetchone()
    assert sent == (92_331, 92_331, 0)


def test_campaign_data_is_complete_and_lands_within_the_year(relations):
    counts = [
        relations.execute(f"select count(*), min(dt)::varchar from ({extract.query})").fetchone()
        for extract in (CAMPAIGNS, CAMPAIGN_TOUCHES, COUPON_REDEMPTIONS)
    ]
    assert counts == [(27, "2017-01-01"), (6_589, "2017-01-01"), (2_102, "2017-01-01")]
