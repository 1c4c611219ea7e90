with

customers as (

    select * from {{ ref('dim_customers') }}

),

orders as (

    select * from {{ ref('int_customer_orders__summarized') }}
    where order_count > 0

),

sessions as (

    select * from {{ ref('int_customer_sessions__summarized') }}

),

campaigns as (

    select * from {{ ref('int_customer_campaigns__counted') }}

),

behaviour as (

    select
        -- ids
        customers.customer_id,
        {{ as_of() }} as as_of,

        -- orders
        cast(orders.days_since_first_order as integer) as days_since_first_order,
        {% for days in behaviour_windows() -%}
        orders.orders_last_{{ days }}_days_count,
        cast(orders.net_spend_last_{{ days }}_days_usd as decimal(18, 2)) as net_spend_last_{{ days }}_days_usd,
        {% endfor -%}
        cast(orders.median_days_between_orders as double) as median_days_between_orders,
        orders.department_count,
        cast(orders.discount_usd as double) / nullif(cast(orders.gross_amount_usd as double), 0) as discount_share,

        -- web
        {% for days in behaviour_windows() -%}
        sessions.sessions_last_{{ days }}_days_count,
        cast(sessions.product_views_last_{{ days }}_days_count as bigint) as product_views_last_{{ days }}_days_count,
        {% endfor -%}
        sessions.cart_session_count,
        cast(sessions.abandoned_cart_session_count as double) / nullif(sessions.cart_session_count, 0)
            as cart_abandonment_share,

        -- campaigns
        campaigns.campaign_touch_count,
        campaigns.coupon_redemption_count
    from customers
    left join orders using (customer_id)
    left join sessions using (customer_id)
    left join campaigns using (customer_id)

)

select * from behaviour
