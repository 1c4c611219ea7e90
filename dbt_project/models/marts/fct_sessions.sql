{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ forget_judged_anew('fct_sessions', 'int_session_outliers__fenced', 'visitor_id') }}",
) }}

-- depends_on: {{ ref('int_outlier_fences__before') }}, {{ ref('int_web_visitors__changed') }}
with

counted as (

    select * from {{ ref('int_sessions__counted') }}
    {{ only_judged_anew('fct_sessions', 'int_session_outliers__fenced', 'visitor_id') }}

),

fences as (

    select * from {{ ref('int_session_outliers__fenced') }}

),

between_fences as (

    {{ between_fences('counted', 'fences', ['duration_seconds', 'event_count']) }}

),

sessions as (

    select
        -- ids
        session_id,
        visitor_id,
        customer_id,

        -- text
        device_type,

        -- numerics
        event_count,
        {{ outlier_columns('event_count') }},
        duration_seconds,
        {{ outlier_columns('duration_seconds') }},
        page_view_count,
        product_view_count,
        search_count,
        add_to_cart_count,
        remove_from_cart_count,
        has_purchase,
        is_cart_abandoned,

        -- timestamps
        started_at,
        ended_at,
        started_on
    from between_fences

)

select * from sessions
