{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ forget('customer_id', ref('int_order_customers__changed')) }}",
) }}

with

bookings as (

    select * from {{ ref('int_order_bookings__dated') }}
    {{ only_changed('customer_id', ref('int_order_customers__changed')) }}

),

paces as (

    select * from {{ ref('int_customer_months__paced') }}

),

booked as (

    select
        customer_id,
        last_day(booked_on) as month_ends_on,
        sum(order_count) as order_count,
        sum(net_spend_usd) as net_spend_usd,
        sum(discount_usd) as discount_usd,
        sum(gross_amount_usd) as gross_amount_usd,
        min(ordered_on) filter (where order_count > 0) as first_ordered_on,
        max(ordered_on) filter (where order_count > 0) as last_ordered_on
    from bookings
    group by all

),

summed as (

    select
        booked.customer_id,
        booked.month_ends_on,
        lead(booked.month_ends_on) over by_month as next_month_ends_on,
        cast(sum(booked.order_count) over by_month as bigint) as order_count,
        cast(sum(booked.net_spend_usd) over by_month as decimal(18, 2)) as net_spend_usd,
        cast(sum(booked.discount_usd) over by_month as decimal(18, 2)) as discount_usd,
        cast(sum(booked.gross_amount_usd) over by_month as decimal(18, 2)) as gross_amount_usd,
        min(booked.first_ordered_on) over by_month as first_ordered_on,
        max(booked.last_ordered_on) over by_month as last_ordered_on,
        last_value(paces.median_days_between_orders ignore nulls) over by_month as median_days_between_orders
    from booked
    left join paces using (customer_id, month_ends_on)
    window by_month as (partition by booked.customer_id order by booked.month_ends_on)

)

select * from summed
