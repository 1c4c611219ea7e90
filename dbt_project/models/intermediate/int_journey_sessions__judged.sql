{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ forget('visitor_id', ref('int_web_visitors__changed')) }}",
) }}

with

events as (

    select * from {{ ref('int_web_events__sessionized') }}
    {{ only_changed('visitor_id', ref('int_web_visitors__changed')) }}

),

-- Searches name no product: they make a row of their own.
products_of_sessions as (

    select
        session_id,
        product_id,
        any_value(visitor_id) as visitor_id,
        min(occurred_at) filter (where event_type = 'search') as first_searched_at,
        min(occurred_at) filter (where event_type = 'product_view') as first_viewed_at,
        min(occurred_at) filter (where event_type = 'add_to_cart') as first_carted_at
    from events
    where event_type in ('search', 'product_view', 'add_to_cart')
    group by session_id, product_id

),

judged as (

    select
        session_id,
        any_value(visitor_id) as visitor_id,
        coalesce(
            bool_or(first_viewed_at < first_carted_at) filter (where product_id is not null), false
        ) as has_details_before_cart,
        coalesce(
            min(first_searched_at) < min(least(first_viewed_at, first_carted_at)),
            min(first_searched_at) is not null
        ) as has_search_first
    from products_of_sessions
    group by session_id

)

select * from judged
