with

campaigns as (

    select * from {{ ref('int_campaigns__completed') }}

),

described as (

    select
        -- ids
        campaign_id,

        -- text
        is_known_to_crm,
        campaign_type,
        case
            when started_on > {{ company_day(as_of()) }} then 'planned'
            when ended_on < {{ company_day(as_of()) }} then 'ended'
            when started_on is not null then 'running'
        end as campaign_status,

        -- numerics
        cast(ended_on - started_on + 1 as integer) as day_count,

        -- timestamps
        started_on,
        ended_on
    from campaigns

)

select * from described
