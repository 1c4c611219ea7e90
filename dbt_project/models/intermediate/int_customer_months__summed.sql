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

-- What was booked before the first of the moments counts in it, what was booked since the last month end at as_of.
dated as (

    select
        *,
        greatest(
            least(last_day(booked_on), {{ company_day(as_of()) }}),
            (select min(moments.as_of_on) from moments)
        ) as as_of_on
    from bookings

),

summed as (

    select
        dated.customer_id,
        moments.period_number,
        moments.period_count,
        cast(sum(dated.order_count) as bigint) as order_count,
        sum(dated.net_spend_usd) as net_spend_usd,
        sum(dated.discount_usd) as discount_usd,
        sum(dated.gross_amount_usd) as gross_amount_usd,
        min(dated.ordered_on) filter (where dated.order_count > 0) as first_ordered_on,
        max(dated.ordered_on) filter (where dated.order_count > 0) as last_ordered_on
    from dated
    inner join moments using (as_of_on)
    group by all

)

select * from summed
