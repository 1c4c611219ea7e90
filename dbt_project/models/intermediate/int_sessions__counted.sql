{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ forget('visitor_id', ref('int_web_visitors__changed')) }}",
) }}

-- After the model that notes whose rows change.
-- depends_on: {{ ref('int_web_customers__changed') }}
with

events as (

    select * from {{ ref('int_web_events__sessionized') }}
    {{ only_changed('visitor_id', ref('int_web_visitors__changed')) }}

),

counted as (

    select
        -- ids
        session_id,
        visitor_id,
        coalesce(
            arg_max(event_customer_id, (occurred_at, event_id)) filter (where event_customer_id is not null),
            arg_min(customer_id, (occurred_at, event_id)) filter (where customer_id is not null)
        ) as customer_id,

        -- text
        arg_min(device_type, (occurred_at, event_id)) as device_type,

        -- numerics
        count(*) as event_count,
        count(*) filter (where event_type = 'page_view') as page_view_count,
        count(*) filter (where event_type = 'product_view') as product_view_count,
        count(*) filter (where event_type = 'search') as search_count,
        count(*) filter (where event_type = 'add_to_cart') as add_to_cart_count,
        count(*) filter (where event_type = 'remove_from_cart') as remove_from_cart_count,
        count(*) filter (where event_type = 'begin_checkout') as begin_checkout_count,
        count(*) filter (where event_type = 'purchase') as purchase_count,
        count(time_on_previous_page_seconds) as timed_page_count,
        cast(coalesce(sum(time_on_previous_page_seconds), 0) as bigint) as page_seconds,

        -- timestamps
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at
    from events
    group by session_id, visitor_id

),

judged as (

    select
        *,
        (epoch_ms(ended_at) - epoch_ms(started_at)) / 1000 as duration_seconds,
        purchase_count > 0 as has_purchase,
        add_to_cart_count > remove_from_cart_count and purchase_count = 0 as is_cart_abandoned,
        {{ company_day('started_at') }} as started_on,
        {{ company_hour('started_at') }} as started_hour
    from counted

)

select * from judged
