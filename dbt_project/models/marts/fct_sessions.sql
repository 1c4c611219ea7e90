with

counted as (

    select * from {{ ref('int_sessions__counted') }}

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
    from counted

)

select * from sessions
