with

orders as (

    select * from {{ ref('int_orders__net_of_refunds') }}
    where customer_id is not null

),

lines as (

    select * from {{ ref('int_order_lines__priced') }}

),

bookings as (

    {{ order_bookings('orders', 'lines') }}

),

summed as (

    select
        customer_id,
        {{ rfm_period_end('booked_on') }} as as_of_on,
        cast(sum(order_count) as bigint) as order_count,
        cast(sum(net_spend_usd) as decimal(18, 2)) as net_spend_usd,
        max(ordered_on) filter (where order_count > 0) as last_ordered_on
    from bookings
    group by all

)

select * from summed
