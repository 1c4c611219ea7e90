{#
    The labels of a relation's rows, as a query: the columns of cluster_assignments. A row is a customer at an as_of.
    The model is the one that scores this build, unless another version is given.
#}
{% macro scored_segments(relation, version=none) -%}
{%- set version = var('model_version', '') if version is none else version -%}
{%- set model = segment_model(version) -%}
{%- set head = model.heads | first -%}
{%- set ids = model.segments | map(attribute='segment_id') | list -%}
{%- set is_mixture = head and head.algorithm == 'gaussian_mixture' -%}
with

{% if head %}
{{ cost_ctes(model, relation) }},

-- A step each, because a column that is used beside where it is made is computed again at every use.
nearest_costs as (

    select
        *,
        -- Without enough orders there is no cost, and so nothing that follows from it.
        case when has_enough_orders then {{ lowest_cost(ids) }} end as nearest_cost
    from costs

),

first_choices as (

    select
        *,
        {{ first_at_cost(ids, 'nearest_cost') }} as nearest_segment_id
    from nearest_costs

),

second_costs as (

    select
        *,
        case nearest_segment_id
            {%- for id in ids %}
            when {{ id }} then {{ lowest_cost(ids, but=id) }}
            {%- endfor %}
        end as second_cost
    from first_choices

),

second_choices as (

    select
        *,
        {{ first_at_cost(ids, 'second_cost', but='nearest_segment_id') }} as second_segment_id
    from second_costs

),

distances as (

    select
        *,
        -- Not below zero, whatever the last bit of a square says; `greatest` would take NULL for nothing.
        nearest_cost + {{ square_less_cost(model, 'nearest_segment_id') }} as nearest_square,
        second_cost + {{ square_less_cost(model, 'second_segment_id') }} as second_square,
        sqrt(if(nearest_square < 0, 0, nearest_square)) as distance_to_prototype,
        sqrt(if(second_square < 0, 0, second_square)) as distance_to_second
    from second_choices

),

nearest as (

    select
        customer_id,
        as_of,
        has_enough_orders,
        nearest_segment_id,
        second_segment_id,
        distance_to_prototype,
        distance_to_second,
        {% if is_mixture -%}
        1 / (
            {%- for id in ids -%}
            {{ ' + ' if not loop.first }}exp((nearest_cost - cost_{{ id }}) / 2)
            {%- endfor -%}
        ) as margin,
        {%- else -%}
        1 - distance_to_prototype / distance_to_second as margin,
        {%- endif %}
        coalesce(distance_to_prototype > {{ double_literal(head.outlier_radius) }}, false) as is_outlier
    from distances

)
{% else %}
-- Without a model nobody has been judged, so nobody has enough to be judged by.
nearest as (

    select
        customer_id,
        as_of,
        false as has_enough_orders,
        cast(null as integer) as nearest_segment_id,
        cast(null as integer) as second_segment_id,
        cast(null as double) as distance_to_prototype,
        cast(null as double) as distance_to_second,
        cast(null as double) as margin,
        false as is_outlier
    from {{ relation }}

)
{% endif %}

select
    customer_id,
    as_of,
    cast(nullif('{{ version }}', '') as varchar) as model_version,
    cast(
        case when not has_enough_orders then 0 when is_outlier then -1 else nearest_segment_id end as integer
    ) as segment_id,
    nearest_segment_id,
    second_segment_id,
    distance_to_prototype,
    distance_to_second,
    margin,
    {{ calibrated('margin', model.calibration) }} as confidence,
    is_outlier
from nearest
{%- endmacro %}
