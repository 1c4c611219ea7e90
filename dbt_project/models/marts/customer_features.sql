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
        behaviour.average_order_value_usd,
        behaviour.orders_last_30_days_count,
        behaviour.orders_last_90_days_count,
        behaviour.net_spend_last_90_days_usd,
        behaviour.median_days_between_orders,
        behaviour.mean_days_between_orders,
        behaviour.stddev_days_between_orders,
        behaviour.department_count,
        behaviour.top_department_spend_share,
        behaviour.department_entropy_bits,
        behaviour.discount_share,
        behaviour.discounted_line_share,
        behaviour.discounted_order_value_ratio,

        -- campaigns
        behaviour.coupon_redemption_count,
        behaviour.campaign_touch_count,
        behaviour.email_opens_last_90_days_count,
        behaviour.email_clicks_last_90_days_count,
        behaviour.campaign_responses_last_90_days_count,

        -- web
        behaviour.days_since_last_session,
        behaviour.sessions_last_30_days_count,
        behaviour.sessions_last_90_days_count,
        behaviour.page_views_last_90_days_count,
        behaviour.product_views_last_90_days_count,
        behaviour.searches_last_90_days_count,
        behaviour.mean_session_last_90_days_seconds,
        behaviour.cart_abandonment_share,
        behaviour.open_cart_product_count,
        behaviour.engagement_score,

        -- demographics
        customers.age_band,
        customers.income_band,
        customers.household_size
    from customers
    inner join rfm using (customer_id)
    inner join behaviour using (customer_id)

)

select * from features
