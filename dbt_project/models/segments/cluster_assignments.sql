{%- set model = segment_model() -%}
{%- set head = model.heads | first -%}

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
        list_sort(to_each_prototype) as nearest_first
    from {{ 'projected' if model.loadings else 'imputed_scaled' }}

),

nearest as (

    select
        customer_id,
        as_of,
        has_enough_orders,
        list_position(to_each_prototype, nearest_first[1]) as nearest_segment_id,
        nearest_first[1] as distance_to_prototype,
        nearest_first[2] as distance_to_second,
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
        cast(null as double) as distance_to_prototype,
        cast(null as double) as distance_to_second,
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
        case when has_enough_orders then distance_to_prototype end as distance_to_prototype,
        case when has_enough_orders then distance_to_second end as distance_to_second,
        case when has_enough_orders then 1 - distance_to_prototype / distance_to_second end as confidence,
        is_outlier
    from nearest

)

select * from assignments
