{# A number as SQL takes a double: without an exponent it would be a decimal, and decimals round otherwise. #}
{% macro double_literal(text) -%}
    ({{ text if 'e' in text else text ~ 'e0' }})
{%- endmacro %}

{# A column of marts.customer_features, imputed and scaled. Scoring does not cap: see docs/segments.md. #}
{% macro scaled_feature(parameters) -%}
    {%- set number = parameters['source_column'] -%}
    {%- if parameters['category'] is not none -%}
        {%- set number = '(' ~ number ~ " = '" ~ parameters['category'] | replace("'", "''") ~ "')" -%}
    {%- endif -%}
    {%- set filled -%}
        coalesce(cast({{ number }} as double), {{ double_literal(parameters['fill_value']) }})
    {%- endset -%}
    {%- set transformed = 'ln(1 + greatest(' ~ filled ~ ', 0))' if parameters['transform'] == 'log1p' else filled -%}
    ({{ transformed }} - {{ double_literal(parameters['mean']) }}) / {{ double_literal(parameters['scale']) }}
{%- endmacro %}

{# Sum of the scaled features, each times its loading. #}
{% macro component(loadings) -%}
    {%- for loading in loadings -%}
        {{ ' + ' if not loop.first }}{{ loading['feature'] }} * {{ double_literal(loading['loading']) }}
    {%- endfor -%}
{%- endmacro %}

{#
    What tells a row's distance to one prototype from that to another. Of k-means the squared distance less the row's
    own square, which all prototypes share: |m|^2 - 2 m.x, two thirds of the work. Of a mixture the squared distance in
    the segment's own standard deviations, plus its penalty.
#}
{% macro cost_of(coordinates, penalty) -%}
    {%- if coordinates[0]['variance'] is none -%}
        {%- set square = namespace(sum=0.0) -%}
        {%- for coordinate in coordinates -%}
            {%- set square.sum = square.sum + (coordinate['value'] | float) ** 2 -%}
        {%- endfor -%}
        {{ double_literal(square.sum | string) }}
        {%- for coordinate in coordinates %}
        + {{ coordinate['dimension'] }} * {{ double_literal((-2 * (coordinate['value'] | float)) | string) }}
        {%- endfor -%}
    {%- else -%}
        {{ double_literal(penalty) }}
        {%- for coordinate in coordinates %}
        + power({{ coordinate['dimension'] }} - {{ double_literal(coordinate['value']) }}, 2)
        / {{ double_literal(coordinate['variance']) }}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{# What a cost lacks to be a squared distance, for a row whose segment is in the column `segment_id`. #}
{% macro square_less_cost(model, segment_id) -%}
    {%- if model.coordinates[0]['variance'] is none -%}
        own_square
    {%- else -%}
        case {{ segment_id }}
            {%- for segment in model.segments %}
            when {{ segment.segment_id }} then -{{ double_literal(segment.penalty) }}
            {%- endfor %}
        end
    {%- endif -%}
{%- endmacro %}

{#
    The expressions that every question about a model begins with, as CTEs over a relation with customer_id, as_of and
    the features: scaled features, components if there are any, and `costs`: a column cost_<segment_id> a prototype.
#}
{% macro cost_ctes(model, relation='features') -%}
imputed_scaled as (

    select
        customer_id,
        as_of,
        {%- for feature in model.features %}
        {{ scaled_feature(feature) }} as {{ feature.feature }},
        {%- endfor %}
        order_count >= {{ (model.heads | first).min_order_count }} as has_enough_orders
    from {{ relation }}

),

{% if model.loadings %}
projected as (

    select
        {%- for dimension, loadings in model.loadings | groupby('dimension') %}
        {{ component(loadings) }} as {{ dimension }},
        {%- endfor %}
        imputed_scaled.*
    from imputed_scaled

),
{% endif %}

costs as (

    select
        {%- for segment in model.segments %}
        {%- set coordinates = model.coordinates | selectattr('segment_id', 'equalto', segment.segment_id) | list %}
        {{ cost_of(coordinates, segment.penalty) }} as cost_{{ segment.segment_id }},
        {%- endfor %}
        {{ squared_length(model.coordinates) }} as own_square,
        points.*
    from {{ 'projected' if model.loadings else 'imputed_scaled' }} as points

)
{%- endmacro %}

{# Sum of the squares of a row's dimensions. #}
{% macro squared_length(coordinates) -%}
    {%- for dimension in coordinates | map(attribute='dimension') | unique -%}
        {{ ' + ' if not loop.first }}{{ dimension }} * {{ dimension }}
    {%- endfor -%}
{%- endmacro %}

{# The lowest of the costs, all or all but one segment's. #}
{% macro lowest_cost(ids, but=none) -%}
    least(
        {%- for id in ids | reject('equalto', but) -%}cost_{{ id }}{{ ', ' if not loop.last }}{%- endfor -%}
    )
{%- endmacro %}

{# The first segment whose cost is `cost`, so that of equal costs the lower id goes first, as in Python. #}
{% macro first_at_cost(ids, cost, but=none) -%}
    case
        {%- for id in ids %}
        when cost_{{ id }} = {{ cost }}{% if but %} and {{ but }} <> {{ id }}{% endif %} then {{ id }}
        {%- endfor %}
    end
{%- endmacro %}

{# A margin as a confidence: straight lines between the model's corners, level outside of them. #}
{% macro calibrated(margin, corners) -%}
    {%- if not corners -%}
        {{ margin }}
    {%- else -%}
        case
            when {{ margin }} <= {{ double_literal(corners[0]['margin']) }}
                then {{ double_literal(corners[0]['confidence']) }}
            {%- for corner in corners[1:] %}
            {%- set before = corners[loop.index0] %}
            {%- set x0, y0 = double_literal(before['margin']), double_literal(before['confidence']) %}
            {%- set x1, y1 = double_literal(corner['margin']), double_literal(corner['confidence']) %}
            when {{ margin }} <= {{ x1 }}
                then {{ y0 }} + ({{ margin }} - {{ x0 }}) * ({{ y1 }} - {{ y0 }}) / ({{ x1 }} - {{ x0 }})
            {%- endfor %}
            when {{ margin }} is not null then {{ double_literal(corners[-1]['confidence']) }}
        end
    {%- endif -%}
{%- endmacro %}
