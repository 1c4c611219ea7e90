with

source as (

    {{ raw_rows('engagement', 'email_events') }}

),

renamed as (

    select
        -- ids
        event_id,
        message_id,
        campaign_id,
        customer_ref,

        -- text
        lower(action) as event_type,

        -- timestamps
        occurred_at
    from source
    where occurred_at <= {{ as_of() }}
    {{ newest_by_key(['event_id']) }}

)

select * from renamed
