with

bookings as (

    select * from {{ ref('int_customer_periods__summed') }}

),

rfm_segments as (

    select * from {{ ref('rfm_segments') }}

),

-- Periods without a booking have an end as well.
days as (

    select cast(unnest(generate_series(min(as_of_on), {{ company_day(as_of()) }}, interval 1 day)) as date) as day_on
    from bookings

),

ends as (

    select distinct {{ rfm_period_end('day_on') }} as as_of_on
    from days
    where {{ day_is_over(rfm_period_end('day_on')) }}

),

booked as (

    select
        as_of_on,
        sum(cast(hash(customer_id, order_count, net_spend_usd, last_ordered_on) as hugeint)) as hash_sum
    from bookings
    group by as_of_on

),

rules as (

    select sum(cast(hash(rfm_segments) as hugeint)) as hash_sum
    from rfm_segments
    where score_bins = {{ rfm_bins() }}

),

fingerprinted as (

    select
        ends.as_of_on,
        md5(concat_ws(
            '-', sum(booked.hash_sum) over (order by ends.as_of_on), rules.hash_sum, {{ rfm_bins() }}
        )) as orders_fingerprint
    from ends
    cross join rules
    left join booked using (as_of_on)

)

select * from fingerprinted
