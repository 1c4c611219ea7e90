{%- set responses = {
    'newsletter_clicks': 'cast(behaviour.email_clicks_last_90_days_count > 0 as integer)',
    'campaign_responses': 'cast(behaviour.campaign_responses_last_90_days_count > 0 as integer)',
    'coupons': 'cast(behaviour.coupon_redemption_count > 0 as integer)',
    'discounts': 'behaviour.discount_share',
} -%}

with

segments as (

    select * from {{ ref('dim_segments') }}

),

assignments as (

    select * from {{ ref('cluster_assignments') }}

),

behaviour as (

    select * from {{ ref('customer_behaviour') }}

),

measured as (

    {% for response, measure in responses.items() -%}
    select
        assignments.segment_id,
        '{{ response }}' as response,
        {{ measure }} as measure
    from assignments
    inner join behaviour using (customer_id)
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

responded as (

    select
        segment_id,
        response,
        count(*) as customer_count,
        avg(measure) as response_share
    from measured
    group by segment_id, response

),

everybody as (

    select
        response,
        avg(measure) as response_share
    from measured
    group by response

),

responses as (

    select
        segments.segment_id,
        segments.segment_name,
        responded.response,
        responded.customer_count,
        responded.response_share,
        100 * responded.response_share / nullif(everybody.response_share, 0) as response_index,
        segments.as_of,
        segments.model_version
    from responded
    inner join segments using (segment_id)
    inner join everybody using (response)
    where
        responded.response_share is not null
        and responded.customer_count >= {{ var('smallest_described_group') }}

)

select * from responses
