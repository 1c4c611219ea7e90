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
