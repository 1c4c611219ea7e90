with

customers as (

    select * from {{ ref('dim_customers') }}

),

rfm as (

    select * from {{ ref('customer_rfm') }}

),

behaviour as (

    select * from {{ ref('customer_behaviour') }}

),

features as (

    select
        -- ids
        customers.customer_id,
        rfm.as_of,

        -- orders
        rfm.days_since_last_order,
        behaviour.days_since_first_order,
        rfm.order_count,
        rfm.net_spend_usd,
        cast(rfm.net_spend_usd as double) / nullif(rfm.order_count, 0) as average_order_value_usd,
        behaviour.orders_last_90_days_count,
        behaviour.net_spend_last_90_days_usd,
        behaviour.median_days_between_orders,
        behaviour.department_count,
        behaviour.discount_share,

        -- campaigns
        behaviour.coupon_redemption_count,
        behaviour.campaign_touch_count,

        -- web
        behaviour.sessions_last_90_days_count,
        behaviour.product_views_last_90_days_count,
        behaviour.cart_abandonment_share,

        -- demographics
        customers.age_band,
        customers.income_band,
        customers.household_size
    from customers
    inner join rfm using (customer_id)
    inner join behaviour using (customer_id)

)

select * from features
