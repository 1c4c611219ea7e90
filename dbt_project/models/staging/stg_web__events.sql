with

source as (

    {{ raw_rows('web', 'events') }}

),

renamed as (

    select
        -- ids
        event_id,
        {{ pseudonym('visitor_ref') }} as visitor_id,
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
    from source
    where occurred_at <= {{ as_of() }}
    {{ newest_by_key(['event_id']) }}

)

select * from renamed
