with

orders as (

    select * from {{ ref('int_orders__net_of_refunds') }}
    where customer_id is not null

),

lines as (

    select * from {{ ref('int_order_lines__priced') }}

),

-- Nearly all orders are booked on one day. Of the others, what was not booked yet had not happened yet.
lines_of_orders_over_days as (

    select
        orders.order_id,
        orders.customer_id,
        orders.ordered_on,
        lines.is_refund,
        lines.net_spend_usd,
        {{ company_day('lines.ordered_at') }} as booked_on
    from lines
    inner join orders using (order_id)
    where {{ company_day('orders.last_line_at') }} > orders.ordered_on

),

bookings as (

    select
        customer_id,
        ordered_on as booked_on,
        if(is_refund_only, 0, 1) as order_count,
        net_spend_usd,
        if(is_refund_only, null, ordered_on) as last_ordered_on
    from orders
    where {{ company_day('last_line_at') }} = ordered_on

    union all

    select
        customer_id,
        booked_on,
        0 as order_count,
        net_spend_usd,
        null as last_ordered_on
    from lines_of_orders_over_days

    union all

    -- It is an order since its first line that is no refund.
    select
        customer_id,
        min(booked_on) as booked_on,
        1 as order_count,
        0 as net_spend_usd,
        min(ordered_on) as last_ordered_on
    from lines_of_orders_over_days
    where not is_refund
    group by order_id, customer_id

),

summed as (

    select
        customer_id,
        {{ rfm_period_end('booked_on') }} as as_of_on,
        cast(sum(order_count) as bigint) as order_count,
        cast(sum(net_spend_usd) as decimal(18, 2)) as net_spend_usd,
        max(last_ordered_on) as last_ordered_on
    from bookings
    group by all

)

select * from summed
