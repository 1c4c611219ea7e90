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

-- Two baskets on one day are one visit to the shops, known since the first of them was booked.
order_days as (

    select
        customer_id,
        ordered_on,
        min(booked_on) as known_on
    from bookings
    where order_count > 0
    group by customer_id, ordered_on

),

gaps as (

    select
        customer_id,
        ordered_on,
        ordered_on - lag(ordered_on) over by_day as days_between_orders,
        last_day(max(known_on) over by_day) as month_ends_on
    from order_days
    window by_day as (partition by customer_id order by ordered_on)

),

counted as (

    select
        customer_id,
        month_ends_on,
        count(days_between_orders) as new_gap_count
    from gaps
    group by customer_id, month_ends_on

),

rhythms as (

    select
        customer_id,
        list(days_between_orders order by ordered_on) filter (where days_between_orders is not null) as gap_days
    from gaps
    group by customer_id

),

-- A median holds until the next day with an order: one row per month that has one, not per month.
paced as (

    select
        counted.customer_id,
        counted.month_ends_on,
        list_aggregate(
            rhythms.gap_days[
                1:sum(counted.new_gap_count) over (
                    partition by counted.customer_id order by counted.month_ends_on
                )
            ],
            'median'
        ) as median_days_between_orders
    from counted
    inner join rhythms using (customer_id)

)

select * from paced
