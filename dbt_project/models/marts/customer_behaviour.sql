with

customers as (

    select * from {{ ref('dim_customers') }}

),

purchases as (

    select * from {{ ref('int_customer_purchases__described') }}

),

visits as (

    select * from {{ ref('int_customer_visits__described') }}

),

campaigns as (

    select * from {{ ref('int_customer_campaigns__counted') }}

),

touches as (

    select * from {{ ref('int_customer_touches__summarized') }}

),

engagement as (

    select * from {{ ref('int_customer_engagement__scored') }}

),

behaviour as (

    select
        -- ids
        customers.customer_id,
        {{ as_of() }} as as_of,

        -- where they live
        customers.area_type,

        -- orders
        purchases.days_since_first_order,
        {% for days in behaviour_windows() -%}
        purchases.orders_last_{{ days }}_days_count,
        purchases.net_spend_last_{{ days }}_days_usd,
        {% endfor -%}
        purchases.average_order_value_usd,
        purchases.median_days_between_orders,
        purchases.mean_days_between_orders,
        purchases.stddev_days_between_orders,
        purchases.department_count,
        purchases.top_department,
        purchases.top_department_order_count,
        purchases.top_department_spend_share,
        purchases.department_entropy_bits,
        purchases.discount_share,
        purchases.discounted_line_share,
        purchases.discounted_order_value_ratio,

        -- web
        visits.days_since_last_session,
        {% for days in behaviour_windows() -%}
        visits.sessions_last_{{ days }}_days_count,
        visits.repeat_sessions_last_{{ days }}_days_count,
        visits.page_views_last_{{ days }}_days_count,
        visits.product_views_last_{{ days }}_days_count,
        visits.searches_last_{{ days }}_days_count,
        visits.time_on_page_last_{{ days }}_days_seconds,
        visits.mean_time_on_page_last_{{ days }}_days_seconds,
        visits.mean_session_last_{{ days }}_days_seconds,
        {% endfor -%}
        visits.cart_session_count,
        visits.cart_abandonment_share,
        visits.open_cart_product_count,
        visits.open_cart_value_usd,
        visits.favourite_device,
        visits.favourite_daypart,
        visits.favourite_weekday,

        -- campaigns
        campaigns.campaign_touch_count,
        campaigns.coupon_redemption_count,
        {% for days in behaviour_windows() -%}
        touches.email_opens_last_{{ days }}_days_count,
        touches.email_clicks_last_{{ days }}_days_count,
        touches.campaign_responses_last_{{ days }}_days_count,
        {% endfor -%}
        engagement.engagement_score
    from customers
    left join purchases using (customer_id)
    left join visits using (customer_id)
    left join campaigns using (customer_id)
    left join touches using (customer_id)
    left join engagement using (customer_id)

)

select * from behaviour
