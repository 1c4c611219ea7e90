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
        lower(event_type) as event_type,
        device_type,

        -- timestamps
        occurred_at
    from source
    where occurred_at <= {{ as_of() }}
    {{ newest_by_key(['event_id']) }}

)

select * from renamed
