with

fairness as (

    select * from {{ source('ml', 'fairness') }}

),

models as (

    select * from {{ ref('segment_models') }}
    where is_champion

),

segments as (

    select
        segment_id,
        segment_name,
        model_version
    from {{ ref('dim_segments') }}
    union all
    select
        segment_id,
        segment_name,
        model_version
    from {{ ref('dim_profile_segments') }}

),

compared as (

    select
        concat_ws('-', fairness.model_version, fairness.segment_id, fairness.attribute, fairness.value) as fairness_id,
        fairness.model_version,
        models.segmentation,
        fairness.segment_id,
        segments.segment_name,
        fairness.attribute,
        fairness.value as attribute_value,
        fairness.base_count,
        fairness.base_share,
        -- A handful of people tell of chance, and might be told who they are.
        {%- for column in ['customer_count', 'share', 'disparity'] %}
        if(
            fairness.customer_count = 0 or fairness.customer_count >= {{ var('smallest_described_group') }},
            fairness.{{ column }}, null
        ) as {{ column }},
        {%- endfor %}
        models.as_of as trained_at,
        {{ as_of() }} as as_of
    from fairness
    inner join models on fairness.model_version = models.model_version
    inner join segments
        on fairness.model_version = segments.model_version and fairness.segment_id = segments.segment_id

)

select * from compared
