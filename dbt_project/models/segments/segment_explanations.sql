{%- set model = segment_model() -%}
{%- set ids = model.segments | map(attribute='segment_id') | list -%}

with

features as (

    select * from {{ ref('customer_features') }}

),

assignments as (

    select * from {{ ref('cluster_assignments') }}

),

segments as (

    select * from {{ ref('dim_segments') }}

),

{% if model.heads %}
{{ cost_ctes(model) }},

{{ driver_ctes(model, ids) }},

{{ change_ctes(model, ids) }},

{% else %}
drivers as (

    select
        customer_id,
        list({ 'feature': '', 'customer_value': 0e0, 'typical_value': 0e0, 'contribution': 0e0 }) as drivers
    from features
    where false
    group by customer_id

),

smallest_changes as (

    select
        customer_id,
        cast(null as varchar) as feature,
        cast(null as double) as customer_value,
        cast(null as double) as new_value
    from features
    where false

),

{% endif -%}
explanations as (

    select
        -- ids
        assignments.customer_id,
        assignments.segment_id,
        own_segment.segment_name,

        -- why this segment
        {%- for place in [1, 2, 3] %}
        reasons.drivers[{{ place }}].feature as driver_{{ place }}_feature,
        reasons.drivers[{{ place }}].customer_value as driver_{{ place }}_customer_value,
        reasons.drivers[{{ place }}].typical_value as driver_{{ place }}_typical_value,
        reasons.drivers[{{ place }}].contribution as driver_{{ place }}_contribution,
        {%- endfor %}

        -- what would move the customer to which other one
        other_segment.segment_id as target_segment_id,
        other_segment.segment_name as target_segment_name,
        changes.feature as change_feature,
        changes.customer_value as change_from,
        changes.new_value as change_to,
        {{ change_in_words('changes.feature', 'changes.customer_value', 'changes.new_value') }} as change_in_words,

        -- where it comes from
        assignments.as_of,
        assignments.model_version
    from assignments
    inner join segments as own_segment using (segment_id)
    left join segments as other_segment
        on
            if(assignments.segment_id = -1, assignments.nearest_segment_id, assignments.second_segment_id)
            = other_segment.segment_id
    left join drivers as reasons on assignments.customer_id = reasons.customer_id
    left join smallest_changes as changes on assignments.customer_id = changes.customer_id

)

select * from explanations
