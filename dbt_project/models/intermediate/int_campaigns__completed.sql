with

campaigns as (

    select * from {{ ref('stg_crm__campaigns') }}

),

touches as (

    select * from {{ ref('int_marketing_touches__unioned') }}

),

named as (

    select distinct campaign_id from touches
    where campaign_id is not null

),

completed as (

    select
        coalesce(campaigns.campaign_id, named.campaign_id) as campaign_id,
        campaigns.campaign_id is not null as is_known_to_crm,
        campaigns.campaign_type,
        campaigns.started_on,
        campaigns.ended_on
    from campaigns
    full outer join named on campaigns.campaign_id = named.campaign_id

)

select * from completed
