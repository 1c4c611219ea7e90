with

source as (

    {{ raw_rows('crm', 'campaign_touches') }}

),

renamed as (

    select
        campaign_id,
        customer_ref,
        touched_at
    from source
    where touched_at <= {{ as_of() }}
    {{ newest_by_key(['campaign_id', 'customer_ref']) }}

)

select * from renamed
