{%- set traits = ['age_band', 'household_size', 'region', 'daypart', 'weekday', 'device'] -%}
{%- set responses = ['newsletter_clicks', 'campaign_responses', 'coupons', 'discounts'] -%}

with

segments as (

    select * from {{ ref('segment_profiles') }}

),

traits as (

    select * from {{ ref('segment_traits') }}
    where place = 1

),

departments as (

    select * from {{ ref('segment_departments') }}
    where spend_usd > 0

),

responses as (

    select * from {{ ref('segment_responses') }}

),

tactics as (

    select * from {{ ref('segment_tactics') }}

),

commonest as (

    select
        segment_id,
        {{ pivoted('trait', traits, {'': 'trait_label', '_share': 'known_share'}) }}
    from traits
    group by segment_id

),

bought as (

    select
        segment_id,
        arg_max(department, (spend_usd, department)) as department,
        max(spend_share) as department_share,
        string_agg(department, ', ' order by spend_index desc, department asc) filter (where is_favoured)
            as favoured_departments
    from departments
    group by segment_id

),

responded as (

    select
        segment_id,
        {{ pivoted('response', responses, {'_share': 'response_share', '_index': 'response_index'}) }}
    from responses
    group by segment_id

),

advised as (

    select
        segments.segment_id,
        arg_max(tactics.tactic, length(tactics.segment_name)) as tactic
    from segments
    inner join tactics on starts_with(segments.segment_name, tactics.segment_name)
    group by segments.segment_id

),

personas as (

    select
        segments.segment_id,
        segments.segment_name,
        segments.customer_count,
        {%- for trait in traits %}
        commonest.{{ trait }},
        commonest.{{ trait }}_share,
        {%- endfor %}
        bought.department,
        bought.department_share,
        bought.favoured_departments,
        {%- for response in responses %}
        responded.{{ response }}_share,
        responded.{{ response }}_index,
        {%- endfor %}
        advised.tactic,
        segments.as_of,
        segments.model_version
    from segments
    left join commonest on segments.segment_id = commonest.segment_id
    left join bought on segments.segment_id = bought.segment_id
    left join responded on segments.segment_id = responded.segment_id
    left join advised on segments.segment_id = advised.segment_id

)

select * from personas
