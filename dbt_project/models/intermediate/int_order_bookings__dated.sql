{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ forget('order_id', ref('int_orders__changed')) }}",
) }}

with

orders as (

    select * from {{ ref('int_orders__net_of_refunds') }}
    where customer_id is not null {{ only_changed('order_id', ref('int_orders__changed'), begin='and') }}

),

lines as (

    select * from {{ ref('int_order_lines__priced') }}
    {{ only_changed('order_id', ref('int_orders__changed')) }}

),

-- Nearly all orders are booked on one day.
whole_orders as (

    select
        order_id,
        customer_id,
        ordered_on,
        ordered_on as booked_on,
        if(is_refund_only, 0, 1) as order_count,
        net_spend_usd,
        discount_usd,
        gross_amount_usd
    from orders
    where {{ company_day('last_line_at') }} = ordered_on

),

lines_of_others as (

    select
        orders.order_id,
        orders.customer_id,
        orders.ordered_on,
        {{ company_day('lines.ordered_at') }} as booked_on,
        lines.is_refund,
        row_number() over (partition by lines.order_id, lines.is_refund order by lines.ordered_at) as line_order,
        lines.net_spend_usd,
        lines.discount_usd
    from lines
    inner join orders using (order_id)
    where {{ company_day('orders.last_line_at') }} > orders.ordered_on

),

-- What was not booked yet had not happened yet.
days_of_others as (

    select
        order_id,
        customer_id,
        ordered_on,
        booked_on,
        cast(count(*) filter (where not is_refund and line_order = 1) as integer) as order_count,
        cast(sum(net_spend_usd) as decimal(18, 2)) as net_spend_usd,
        cast(sum(discount_usd) as decimal(18, 2)) as discount_usd,
        cast(coalesce(sum(net_spend_usd + discount_usd) filter (where not is_refund), 0) as decimal(18, 2))
            as gross_amount_usd
    from lines_of_others
    group by order_id, customer_id, ordered_on, booked_on

),

dated as (

    select * from whole_orders
    union all
    select * from days_of_others

)

select * from dated
