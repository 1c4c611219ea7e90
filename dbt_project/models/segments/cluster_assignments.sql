{%- set model = segment_model() -%}
{%- set head = model.heads | first -%}
{%- set is_mixture = head and head.algorithm == 'gaussian_mixture' -%}

with

features as (

    select * from {{ ref('customer_features') }}

),

{% if head %}
imputed_scaled as (

    select
        customer_id,
        as_of,
        {%- for feature in model.features %}
        {{ scaled_feature(feature) }} as {{ feature.feature }},
        {%- endfor %}
        order_count >= {{ head.min_order_count }} as has_enough_orders
    from features

),

{% if model.loadings %}
projected as (

    select
        customer_id,
        as_of,
        {%- for dimension, loadings in model.loadings | groupby('dimension') %}
        {{ component(loadings) }} as {{ dimension }},
        {%- endfor %}
        has_enough_orders
    from imputed_scaled

),
{% endif %}

distances as (

    select
        customer_id,
        as_of,
        has_enough_orders,
        [
            {%- for segment_id, coordinates in model.coordinates | groupby('segment_id') %}
            {{ distance_to(coordinates) }}{{ ',' if not loop.last }}
            {%- endfor %}
        ] as to_each_prototype,
        {% if is_mixture -%}
        [
            {%- for segment in model.segments %}
            power(to_each_prototype[{{ loop.index }}], 2) + {{ double_literal(segment.penalty) }}
            {{- ',' if not loop.last }}
            {%- endfor %}
        ] as costs,
        {%- else -%}
        to_each_prototype as costs,
        {%- endif %}
        list_grade_up(costs) as nearest_first
    from {{ 'projected' if model.loadings else 'imputed_scaled' }}

),

nearest as (

    select
        customer_id,
        as_of,
        has_enough_orders,
        [{{ model.segments | map(attribute='segment_id') | join(', ') }}] as segment_ids,
        segment_ids[nearest_first[1]] as nearest_segment_id,
        segment_ids[nearest_first[2]] as second_segment_id,
        to_each_prototype[nearest_first[1]] as distance_to_prototype,
        to_each_prototype[nearest_first[2]] as distance_to_second,
        {% if is_mixture -%}
        1 / list_sum([exp((costs[nearest_first[1]] - cost) / 2) for cost in costs]) as margin,
        {%- else -%}
        1 - distance_to_prototype / distance_to_second as margin,
        {%- endif %}
        has_enough_orders and distance_to_prototype > {{ double_literal(head.outlier_radius) }} as is_outlier
    from distances

),
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
    from features

),
{% endif %}

assignments as (

    select
        customer_id,
        as_of,
        cast(nullif('{{ var("model_version", "") }}', '') as varchar) as model_version,
        cast(
            case when not has_enough_orders then 0 when is_outlier then -1 else nearest_segment_id end as integer
        ) as segment_id,
        case when has_enough_orders then nearest_segment_id end as nearest_segment_id,
        case when has_enough_orders then second_segment_id end as second_segment_id,
        case when has_enough_orders then distance_to_prototype end as distance_to_prototype,
        case when has_enough_orders then distance_to_second end as distance_to_second,
        case when has_enough_orders then margin end as margin,
        case when has_enough_orders then {{ calibrated('margin', model.calibration) }} end as confidence,
        is_outlier
    from nearest

)

select * from assignments
