{#
    CTEs over `costs`, `features` and `assignments`: `measured`, one row per judged customer and feature, with the value
    in real units and scaled, and for every segment how its cost moves when the scaled value does (slope_<segment_id>)
    and the feature's share of its squared distance (share_<segment_id>; they add up to it).
#}
{% macro measured_ctes(model, ids) -%}
slopes as (

    select
        {%- for feature in model.features %}
        {%- for id in ids %}
        {{ slope_of(model, feature.feature, id) }} as slope_{{ id }}_{{ feature.feature }},
        {%- endfor %}
        {%- endfor %}
        costs.*
    from costs
    where has_enough_orders

),

measured as (

    select
        slopes.customer_id,
        assignments.segment_id,
        assignments.nearest_segment_id,
        assignments.second_segment_id,
        unnest([
            {%- for feature in model.features %}
            {%- set name = feature.feature %}
            {
                'feature': '{{ name }}',
                'customer_value': cast(features.{{ name }} as double),
                {%- for id in ids %}
                'slope_{{ id }}': slope_{{ id }}_{{ name }},
                'share_{{ id }}':
                    (slopes.{{ name }} - {{ centre_of(model, name, id) }}) * slope_{{ id }}_{{ name }} / 2,
                {%- endfor %}
                'scaled': slopes.{{ name }}
            }{{ ',' if not loop.last }}
            {%- endfor %}
        ], recursive := true)
    from slopes
    inner join features using (customer_id)
    inner join assignments using (customer_id)

)
{%- endmacro %}

{#
    `measured_ctes`, and `drivers`: one row per judged customer, with a list of the features that speak for the nearest
    segment against the second nearest, the strongest first.
#}
{% macro driver_ctes(model, ids) -%}
{{ measured_ctes(model, ids) }},

typical as (

    select
        segment_id as nearest_segment_id,
        feature,
        median(customer_value) as typical_value
    from measured
    group by segment_id, feature

),

contributions as (

    select
        measured.customer_id,
        measured.feature,
        measured.customer_value,
        typical.typical_value,
        {{ of_segment(ids, 'share', 'second_segment_id') }}
        - {{ of_segment(ids, 'share', 'measured.nearest_segment_id') }} as contribution
    from measured
    left join typical using (nearest_segment_id, feature)

),

drivers as (

    select
        customer_id,
        list(contributions order by contribution desc, feature) filter (where contribution > 0) as drivers
    from contributions
    group by customer_id

)
{%- endmacro %}

{#
    `measured_ctes`, and `farthest`: one row per outlier, with the feature that makes up most of its squared distance
    and what is typical of the customers who are none.
#}
{% macro farthest_ctes(model, ids) -%}
{{ measured_ctes(model, ids) }},

typical as (

    select
        feature,
        median(customer_value) as typical_value
    from measured
    where segment_id > 0
    group by feature

),

farthest as (

    select
        measured.customer_id,
        measured.feature,
        measured.customer_value,
        typical.typical_value
    from measured
    left join typical using (feature)
    where measured.segment_id = -1
    qualify row_number() over (
        partition by measured.customer_id
        order by {{ of_segment(ids, 'share', 'nearest_segment_id') }} desc, measured.feature
    ) = 1

)
{%- endmacro %}

{# What of a model's dimensions hangs on a feature: dimension, value, variance and loading, as numbers. #}
{% macro along(model, feature, segment_id) -%}
    {%- set parts = [] -%}
    {%- for coordinate in model.coordinates if coordinate.segment_id == segment_id -%}
        {%- set loadings = model.loadings | selectattr('feature', 'equalto', feature)
            | selectattr('dimension', 'equalto', coordinate.dimension) | map(attribute='loading') | list -%}
        {%- if loadings or coordinate.dimension == feature -%}
            {%- do parts.append({
                'dimension': coordinate.dimension,
                'value': coordinate.value | float,
                'variance': 1.0 if coordinate.variance is none else coordinate.variance | float,
                'loading': loadings[0] | float if loadings else 1.0,
            }) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(parts) -%}
{%- endmacro %}

{# First derivative of a segment's cost along a feature. #}
{% macro slope_of(model, feature, segment_id) -%}
    {%- for part in along(model, feature, segment_id) -%}
        {{ ' + ' if not loop.first -}}
        ({{ part.dimension }} - {{ double_literal(part.value | string) }})
        {{- ' * ' ~ double_literal((2 * part.loading / part.variance) | string) }}
    {%- endfor -%}
{%- endmacro %}

{# Half of the second derivative. #}
{% macro bend_of(model, feature, segment_id) -%}
    {%- set bend = namespace(sum=0.0) -%}
    {%- for part in along(model, feature, segment_id) -%}
        {%- set bend.sum = bend.sum + part.loading ** 2 / part.variance -%}
    {%- endfor -%}
    {{ double_literal(bend.sum | string) }}
{%- endmacro %}

{# A segment's centre, carried back from components (whose loadings are orthonormal) to a feature. #}
{% macro centre_of(model, feature, segment_id) -%}
    {%- set centre = namespace(sum=0.0) -%}
    {%- for part in along(model, feature, segment_id) -%}
        {%- set centre.sum = centre.sum + part.loading * part.value -%}
    {%- endfor -%}
    {{ double_literal(centre.sum | string) }}
{%- endmacro %}

{# The column `prefix_<segment_id>` of the segment that the column `segment_id` names. #}
{% macro of_segment(ids, prefix, segment_id) -%}
    case {{ segment_id }}
        {%- for id in ids %} when {{ id }} then {{ prefix }}_{{ id }}{% endfor %} end
{%- endmacro %}
