-- What brings a customer and a campaign together, whichever system tells of it, in one shape. The sources' own numbers
-- count within a source, so an id says which one; where a source has none, a keyed hash of what makes the touch.
{% set event_logs = [
    ('email', 'stg_engagement__email_events', 'campaign_id', 'null', 'null'),
    ('ad', 'int_ad_touches__priced', 'campaign_id', 'network', 'cost_usd'),
    ('social', 'stg_engagement__social_engagement', 'null', 'network', 'null'),
] -%}

with

touches as (

    select
        'mailing-' || {{ pseudonym("to_json(['mailing', campaign_id, customer_ref])") }} as touch_id,
        customer_ref,
        campaign_id,
        'crm' as source,
        'mail' as channel,
        'delivered' as touch_type,
        null as network,
        null as cost_usd,
        touched_at,
        {{ company_day('touched_at') }} as touched_on
    from {{ ref('stg_crm__campaign_touches') }}
    union all
    select
        'redemption-'
        || {{ pseudonym("to_json(['redemption', campaign_id, customer_ref, coupon_upc, redeemed_on::varchar])") }}
            as touch_id,
        customer_ref,
        campaign_id,
        'crm' as source,
        'mail' as channel,
        'redemption' as touch_type,
        null as network,
        null as cost_usd,
        null as touched_at,
        redeemed_on as touched_on
    from {{ ref('stg_crm__coupon_redemptions') }}
    union all
    select
        'touch-' || touch_id as touch_id,
        customer_ref,
        campaign_id,
        'engagement' as source,
        channel,
        'delivered' as touch_type,
        null as network,
        null as cost_usd,
        touched_at,
        {{ company_day('touched_at') }} as touched_on
    from {{ ref('stg_engagement__campaign_touches') }}
    union all
    {% for channel, log, campaign_id, network, cost_usd in event_logs -%}
    select
        '{{ channel }}-' || event_id as touch_id,
        customer_ref,
        {{ campaign_id }} as campaign_id,
        'engagement' as source,
        '{{ channel }}' as channel,
        event_type as touch_type,
        {{ network }} as network,
        {{ cost_usd }} as cost_usd,
        occurred_at as touched_at,
        {{ company_day('occurred_at') }} as touched_on
    from {{ ref(log) }}
    {% if not loop.last -%} union all {%- endif %}
    {% endfor %}

),

customers as (

    select * from {{ ref('int_customers__resolved') }}

),

unioned as (

    select
        -- ids
        touches.touch_id,
        customers.customer_id,
        touches.campaign_id,

        -- text
        touches.source,
        touches.channel,
        touches.touch_type,
        touches.network,

        -- numerics
        cast(touches.cost_usd as decimal(18, 4)) as cost_usd,

        -- timestamps
        touches.touched_at,
        touches.touched_on
    from touches
    left join customers using (customer_ref)

)

select * from unioned
