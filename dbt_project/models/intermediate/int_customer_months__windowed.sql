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

recent as (

    select
        bookings.customer_id,
        moments.period_number,
        moments.as_of_on - bookings.ordered_on as days_ago,
        bookings.order_count,
        bookings.net_spend_usd
    from bookings
    inner join moments
        on bookings.booked_on <= moments.as_of_on and bookings.ordered_on > moments.as_of_on - 90

),

windowed as (

    select
        customer_id,
        period_number,
        cast(coalesce(sum(order_count) filter (where days_ago < 30), 0) as bigint) as orders_last_30_days_count,
        cast(sum(order_count) as bigint) as orders_last_90_days_count,
        sum(net_spend_usd) as net_spend_last_90_days_usd
    from recent
    group by customer_id, period_number

)

select * from windowed
