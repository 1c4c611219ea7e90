with

source as (

    {{ raw_rows('engagement', 'ad_touches') }}

),

renamed as (

    select
        -- ids
        event_id,
        campaign_id,
        customer_ref,

        -- text
        network,
        lower(action) as event_type,

        -- numerics
        cost_amount,
        'USD' as currency,

        -- timestamps
        occurred_at
    from source
    where occurred_at <= {{ as_of() }}
    {{ newest_by_key(['event_id']) }}

)

select * from renamed
