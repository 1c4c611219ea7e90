-- Every order, all of their money and every buyer's first order must fall into a week.
with

weeks as (

    select
        coalesce(sum(order_count), 0) as order_count,
        coalesce(sum(net_revenue_usd), 0) as net_revenue_usd,
        coalesce(sum(new_customer_count), 0) as buyer_count
    from {{ ref('weekly_kpis') }}

),

orders as (

    select
        count(*) filter (where not is_refund_only) as order_count,
        coalesce(sum(net_spend_usd), 0) as net_revenue_usd,
        count(distinct customer_id) filter (where not is_refund_only) as buyer_count
    from {{ ref('fct_orders') }}

)

select
    weeks.order_count,
    orders.order_count as expected_order_count,
    weeks.net_revenue_usd,
    orders.net_revenue_usd as expected_net_revenue_usd,
    weeks.buyer_count,
    orders.buyer_count as expected_buyer_count
from weeks
cross join orders
where
    weeks.order_count != orders.order_count
    or weeks.net_revenue_usd != orders.net_revenue_usd
    or weeks.buyer_count != orders.buyer_count
