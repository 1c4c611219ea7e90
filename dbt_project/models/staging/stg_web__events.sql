{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ forget('event_id', ref('stg_web__changed_events')) }}",
) }}

with

delivered as (

    {{ raw_rows('web', 'events') }}
    {{ only_changed('event_id', ref('stg_web__changed_events'), begin='and') }}

),

source as materialized (

    select * from delivered
    where occurred_at <= {{ as_of() }}

),

newest as (

    {{ newest_versions('source', ['event_id']) }}

),

-- Far fewer than events, and hashing takes its time.
visitors as (

    select
        visitor_ref,
        {{ pseudonym('visitor_ref') }} as visitor_id
    from newest
    group by visitor_ref

),

identified as (

    select
        newest.*,
        visitors.visitor_id
    from newest
    left join visitors using (visitor_ref)

),

renamed as (

    select
        -- ids
        event_id,
        visitor_id,
        customer_ref,
        product_id,
        order_id,

        -- text
        -- Segment's names; events that releases before 0.2.0 loaded have no call type, and our own name already.
        case
            when lower(call_type) = 'page' then 'page_view'
            when lower(call_type) = 'identify' then 'login'
            when lower(event_type) = 'product viewed' then 'product_view'
            when lower(event_type) = 'products searched' then 'search'
            when lower(event_type) = 'product added' then 'add_to_cart'
            when lower(event_type) = 'product removed' then 'remove_from_cart'
            when lower(event_type) = 'checkout started' then 'begin_checkout'
            when lower(event_type) = 'order completed' then 'purchase'
            else lower(event_type)
        end as event_type,
        device_type,
        -- The host alone: the rest of an address may say who came.
        lower(nullif(regexp_extract(referrer_url, '^https?://([^/:?#@]+)(:[0-9]+)?([/?#]|$)', 1), '')) as referrer_host,

        -- numerics
        time_on_previous_page_seconds,

        -- timestamps
        occurred_at
    from identified

)

select * from renamed
