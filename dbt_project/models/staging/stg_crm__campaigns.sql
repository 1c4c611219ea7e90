with

source as (

    {{ raw_rows('crm', 'campaigns') }}

),

renamed as (

    select
        campaign_id,
        campaign_type,
        started_on,
        ended_on
    from source
    {{ newest_by_key(['campaign_id']) }}

)

select * from renamed
