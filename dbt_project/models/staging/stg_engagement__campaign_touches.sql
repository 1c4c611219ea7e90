with

source as (

    {{ raw_rows('engagement', 'campaign_touches') }}

),

renamed as (

    select
        -- ids
        touch_id,
        campaign_id,
        customer_ref,

        -- text
        channel,

        -- timestamps
        touched_at
    from source
    where touched_at <= {{ as_of() }}
    {{ newest_by_key(['touch_id']) }}

)

select * from renamed
