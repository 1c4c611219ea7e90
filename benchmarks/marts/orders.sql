-- What the models from stg_transactions__order_lines to fct_orders make, by hand.
create table order_lines as
with newest as (
    select *
    from built.raw.transactions__order_lines
    where ordered_at <= getvariable('as_of')
    qualify
        row_number() over (
            partition by order_id, product_id, sales_amount < 0
            order by _source_file desc, _source_row desc
        ) = 1
)

select
    newest.order_id,
    newest.product_id,
    links.customer_id,
    newest.store_id,
    newest.quantity,
    newest.sales_amount < 0 as is_refund,
    newest.sales_amount::decimal(18, 2) as net_spend_usd,
    if(
        is_refund,
        0,
        coalesce(newest.retail_discount_amount, 0)
        + coalesce(newest.coupon_discount_amount, 0)
        + coalesce(newest.coupon_match_discount_amount, 0)
    )::decimal(18, 2) as discount_usd,
    newest.ordered_at
from newest
left join built.pii.customer_links as links using (customer_ref);

create table orders as
select
    order_id,
    min(customer_id) as customer_id,
    min(store_id) as store_id,
    count(*) as line_count,
    bool_and(is_refund) as is_refund_only,
    sum(net_spend_usd)::decimal(18, 2) as net_spend_usd,
    sum(discount_usd)::decimal(18, 2) as discount_usd,
    coalesce(-sum(net_spend_usd) filter (where is_refund), 0)::decimal(18, 2) as refund_usd,
    min(ordered_at) as ordered_at,
    min(ordered_at)::date as ordered_on
from order_lines
group by order_id;
