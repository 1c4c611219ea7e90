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

-- 90 days reach into the month of an order and the three after it, whether they are over or not.
of_months as (

    select
        *,
        unnest([
            {%- for months in range(4) %}
            last_day(ordered_on + interval '{{ months }} months'){% if not loop.last %},{% endif %}
            {%- endfor %}
        ]) as month_ends_on
    from bookings

),

windowed as (

    select
        customer_id,
        month_ends_on,
        cast(coalesce(sum(order_count) filter (where ordered_on > month_ends_on - 30), 0) as bigint)
            as orders_last_30_days_count,
        cast(sum(order_count) as bigint) as orders_last_90_days_count,
        cast(sum(net_spend_usd) as decimal(18, 2)) as net_spend_last_90_days_usd
    from of_months
    where booked_on <= month_ends_on and ordered_on > month_ends_on - 90
    group by customer_id, month_ends_on

)

select * from windowed
