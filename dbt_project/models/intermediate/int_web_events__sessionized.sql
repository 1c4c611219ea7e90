{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ forget('visitor_id', ref('int_web_visitors__changed')) }}",
) }}

{% set window_days %}interval '{{ var("anonymous_visit_window_days") }} days'{% endset -%}

with

events as (

    select * from {{ ref('stg_web__events') }}
    {{ only_changed('visitor_id', ref('int_web_visitors__changed')) }}

),

customers as (

    select * from {{ ref('int_customers__resolved') }}

),

gaps_marked as (

    select
        events.*,
        customers.customer_id as event_customer_id,
        case
            when customers.customer_id is not null
                then struct_pack(customer_id := customers.customer_id, seen_at := events.occurred_at)
        end as logged_in,
        coalesce(
            events.occurred_at > lag(events.occurred_at) over (
                partition by events.visitor_id
                order by events.occurred_at, events.event_id
            ) + interval '{{ var("session_gap_minutes") }} minutes',
            true
        ) as is_session_start
    from events
    left join customers using (customer_ref)

),

-- All in one sort of the events. Who was logged in at an event is its last login and its next one as well.
looked_around as (

    select
        *,
        max(case when is_session_start then occurred_at end) over until_now as session_started_at,
        min(case when is_session_start then occurred_at end) over after_now as next_session_started_at,
        last_value(logged_in ignore nulls) over until_now as last_login,
        first_value(logged_in ignore nulls) over from_now as next_login
    from gaps_marked
    window
        until_now as (
            partition by visitor_id order by occurred_at, event_id
            rows between unbounded preceding and current row
        ),
        from_now as (
            partition by visitor_id order by occurred_at, event_id
            rows between current row and unbounded following
        ),
        after_now as (
            partition by visitor_id order by occurred_at, event_id
            rows between 1 following and unbounded following
        )

),

sessionized as (

    select
        -- ids
        event_id,
        visitor_id || '-' || epoch_ms(session_started_at) as session_id,
        visitor_id,
        customer_ref,
        event_customer_id,
        -- The nearest proof counts: within the session before any other, and what has been before what will be.
        case
            when last_login['seen_at'] >= session_started_at then last_login['customer_id']
            when coalesce(next_login['seen_at'] < next_session_started_at, next_login is not null)
                then next_login['customer_id']
            when last_login['seen_at'] >= occurred_at - {{ window_days }} then last_login['customer_id']
            when next_login['seen_at'] <= occurred_at + {{ window_days }} then next_login['customer_id']
        end as customer_id,
        product_id,
        order_id,

        -- text
        event_type,
        device_type,
        referrer_host,

        -- numerics
        time_on_previous_page_seconds,

        -- timestamps
        session_started_at,
        occurred_at
    from looked_around

)

select * from sessionized
