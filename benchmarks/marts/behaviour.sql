-- What customer_behaviour says of orders and visits in its windows, by hand.
create table behaviour as
with aged_orders as (
    select
        *,
        getvariable('as_of')::date - ordered_on as days_ago
    from orders
    where customer_id is not null
),

aged_sessions as (
    select
        *,
        getvariable('as_of')::date - started_on as days_ago
    from sessions
    where customer_id is not null
),

bought as (
    select
        customer_id,
        max(days_ago) filter (where not is_refund_only) as days_since_first_order,
        sum(discount_usd)::double / nullif(sum(net_spend_usd + refund_usd + discount_usd)::double, 0) as discount_share,
        count(*) filter (where not is_refund_only and days_ago < 7) as orders_last_7_days_count,
        count(*) filter (where not is_refund_only and days_ago < 30) as orders_last_30_days_count,
        count(*) filter (where not is_refund_only and days_ago < 90) as orders_last_90_days_count,
        count(*) filter (where not is_refund_only and days_ago < 365) as orders_last_365_days_count,
        sum(if(days_ago < 7, net_spend_usd, 0)) as net_spend_last_7_days_usd,
        sum(if(days_ago < 30, net_spend_usd, 0)) as net_spend_last_30_days_usd,
        sum(if(days_ago < 90, net_spend_usd, 0)) as net_spend_last_90_days_usd,
        sum(if(days_ago < 365, net_spend_usd, 0)) as net_spend_last_365_days_usd
    from aged_orders
    group by customer_id
    having not bool_and(is_refund_only)
),

gaps as (
    select
        customer_id,
        median(gap) as median_days_between_orders
    from (
        select
            customer_id,
            ordered_on - lag(ordered_on) over (partition by customer_id order by ordered_on) as gap
        from (select distinct customer_id, ordered_on from orders where not is_refund_only)
    )
    group by customer_id
),

breadth as (
    select
        order_lines.customer_id,
        count(distinct products.department) as department_count
    from order_lines
    inner join built.raw.transactions__products as products using (product_id)
    where not order_lines.is_refund
    group by order_lines.customer_id
),

visited as (
    select
        customer_id,
        count(*) filter (where days_ago < 7) as sessions_last_7_days_count,
        count(*) filter (where days_ago < 30) as sessions_last_30_days_count,
        count(*) filter (where days_ago < 90) as sessions_last_90_days_count,
        count(*) filter (where days_ago < 365) as sessions_last_365_days_count,
        sum(if(days_ago < 7, page_view_count, 0)) as page_views_last_7_days_count,
        sum(if(days_ago < 30, page_view_count, 0)) as page_views_last_30_days_count,
        sum(if(days_ago < 90, page_view_count, 0)) as page_views_last_90_days_count,
        sum(if(days_ago < 365, page_view_count, 0)) as page_views_last_365_days_count,
        sum(if(days_ago < 7, product_view_count, 0)) as product_views_last_7_days_count,
        sum(if(days_ago < 30, product_view_count, 0)) as product_views_last_30_days_count,
        sum(if(days_ago < 90, product_view_count, 0)) as product_views_last_90_days_count,
        sum(if(days_ago < 365, product_view_count, 0)) as product_views_last_365_days_count,
        sum(if(days_ago < 7, search_count, 0)) as searches_last_7_days_count,
        sum(if(days_ago < 30, search_count, 0)) as searches_last_30_days_count,
        sum(if(days_ago < 90, search_count, 0)) as searches_last_90_days_count,
        sum(if(days_ago < 365, search_count, 0)) as searches_last_365_days_count,
        count(*) filter (where add_to_cart_count > 0) as cart_session_count,
        count(*) filter (where is_cart_abandoned) / nullif(cart_session_count, 0) as cart_abandonment_share
    from aged_sessions
    group by customer_id
)

select
    rfm.customer_id,
    bought.* exclude (customer_id),
    gaps.median_days_between_orders,
    if(bought.customer_id is null, null, coalesce(breadth.department_count, 0)) as department_count,
    coalesce(visited.sessions_last_7_days_count, 0) as sessions_last_7_days_count,
    coalesce(visited.sessions_last_30_days_count, 0) as sessions_last_30_days_count,
    coalesce(visited.sessions_last_90_days_count, 0) as sessions_last_90_days_count,
    coalesce(visited.sessions_last_365_days_count, 0) as sessions_last_365_days_count,
    coalesce(visited.page_views_last_7_days_count, 0) as page_views_last_7_days_count,
    coalesce(visited.page_views_last_30_days_count, 0) as page_views_last_30_days_count,
    coalesce(visited.page_views_last_90_days_count, 0) as page_views_last_90_days_count,
    coalesce(visited.page_views_last_365_days_count, 0) as page_views_last_365_days_count,
    coalesce(visited.product_views_last_7_days_count, 0) as product_views_last_7_days_count,
    coalesce(visited.product_views_last_30_days_count, 0) as product_views_last_30_days_count,
    coalesce(visited.product_views_last_90_days_count, 0) as product_views_last_90_days_count,
    coalesce(visited.product_views_last_365_days_count, 0) as product_views_last_365_days_count,
    coalesce(visited.searches_last_7_days_count, 0) as searches_last_7_days_count,
    coalesce(visited.searches_last_30_days_count, 0) as searches_last_30_days_count,
    coalesce(visited.searches_last_90_days_count, 0) as searches_last_90_days_count,
    coalesce(visited.searches_last_365_days_count, 0) as searches_last_365_days_count,
    coalesce(visited.cart_session_count, 0) as cart_session_count,
    visited.cart_abandonment_share
from rfm
left join bought using (customer_id)
left join gaps using (customer_id)
left join breadth using (customer_id)
left join visited using (customer_id);
