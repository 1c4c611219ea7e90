with

ads as (

    select * from {{ ref('stg_engagement__ad_touches') }}

),

rates as (

    select * from {{ ref('exchange_rates') }}

),

-- Not in whole cents, as all other money is: most advertisements cost a fraction of one.
priced as (

    select
        -- ids
        ads.event_id,
        ads.campaign_id,
        ads.customer_ref,

        -- text
        ads.network,
        ads.event_type,

        -- numerics
        cast(
            if(ads.currency = 'USD', ads.cost_amount, ads.cost_amount * rates.usd_per_unit) as decimal(18, 4)
        ) as cost_usd,

        -- timestamps
        ads.occurred_at
    from ads
    asof left join rates
        on ads.currency = rates.currency and {{ company_day('ads.occurred_at') }} >= rates.valid_on

)

select * from priced
