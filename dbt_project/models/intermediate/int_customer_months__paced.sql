with

orders as (

    select * from {{ ref('int_orders__net_of_refunds') }}
    where customer_id is not null

),

lines as (

    select * from {{ ref('int_order_lines__priced') }}

),

moments as (

    select * from {{ ref('int_history_moments__listed') }}

),

bookings as (

    {{ order_bookings('orders', 'lines') }}

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
        max(known_on) over by_day as known_on
    from order_days
    window by_day as (partition by customer_id order by ordered_on)

),

counted as (

    select
        gaps.customer_id,
        moments.period_number,
        count(gaps.days_between_orders) as new_gap_count
    from gaps
    inner join moments
        on
            moments.as_of_on = greatest(
                least(last_day(gaps.known_on), {{ company_day(as_of()) }}),
                (select min(earliest.as_of_on) from moments as earliest)
            )
    group by gaps.customer_id, moments.period_number

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
        counted.period_number,
        list_aggregate(
            rhythms.gap_days[
                1:sum(counted.new_gap_count) over (
                    partition by counted.customer_id order by counted.period_number
                )
            ],
            'median'
        ) as median_days_between_orders
    from counted
    inner join rhythms using (customer_id)

)

select * from paced
