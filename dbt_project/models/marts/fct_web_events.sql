{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ forget('visitor_id', ref('int_web_visitors__changed')) }}",
) }}

with

events as (

    select * from {{ ref('int_web_events__sessionized') }}
    {{ only_changed('visitor_id', ref('int_web_visitors__changed')) }}

),

web_events as (

    select
        -- ids
        event_id,
        session_id,
        visitor_id,
        customer_id,
        product_id,
        order_id,

        -- text
        event_type,
        device_type,
        referrer_host,

        -- numerics
        time_on_previous_page_seconds,

        -- timestamps
        occurred_at,
        {{ company_day('occurred_at') }} as occurred_on
    from events

)

select * from web_events
