with

touches as (

    select * from {{ ref('int_marketing_touches__unioned') }}

),

marketing_touches as (

    select
        -- ids
        touch_id,
        customer_id,
        campaign_id,

        -- text
        source,
        channel,
        touch_type,
        network,

        -- numerics
        cost_usd,

        -- timestamps
        touched_at,
        touched_on
    from touches

)

select * from marketing_touches
