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

facts as (

    select
        -- ids
        customers.customer_id,
        rfm.as_of,

        -- who they are
        customers.age_years,
        customers.age_band,
        customers.gender,
        customers.country,
        customers.state,
        customers.area_type,
        -- The earlier of the two; least passes over what is unknown.
        least(
            {{ company_day('customers.registered_at') }},
            {{ company_day(as_of()) }} - behaviour.days_since_first_order
        ) as customer_since_on,

        -- what they bought
        rfm.rfm_segment,
        rfm.recency_score,
        rfm.frequency_score,
        rfm.monetary_score,
        rfm.order_count,
        rfm.net_spend_usd,
        rfm.days_since_last_order,
        behaviour.average_order_value_usd,
        behaviour.top_department,
        behaviour.top_department_order_count,
        behaviour.discount_share,

        -- what they do
        behaviour.sessions_last_30_days_count,
        behaviour.product_views_last_30_days_count,
        behaviour.days_since_last_session,
        behaviour.favourite_device,
        behaviour.favourite_daypart,
        behaviour.favourite_weekday,
        behaviour.open_cart_product_count,
        behaviour.open_cart_value_usd,
        behaviour.email_clicks_last_90_days_count,
        behaviour.engagement_score
    from customers
    inner join rfm using (customer_id)
    inner join behaviour using (customer_id)

),

profile as (

    select
        *,
        {{ profile_sentence() }} as summary  -- noqa: RF04
    from facts

)

select * from profile
