with

source as (

    {{ raw_rows('engagement', 'social_engagement') }}

),

renamed as (

    select
        -- ids
        event_id,
        customer_ref,
        post_ref,

        -- text
        network,
        lower(action) as event_type,

        -- timestamps
        occurred_at
    from source
    where occurred_at <= {{ as_of() }}
    {{ newest_by_key(['event_id']) }}

)

select * from renamed
