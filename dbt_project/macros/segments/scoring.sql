{# A number as SQL takes a double: without an exponent it would be a decimal, and decimals round otherwise. #}
{% macro double_literal(text) -%}
    ({{ text if 'e' in text else text ~ 'e0' }})
{%- endmacro %}

{# A column of marts.customer_features, imputed and scaled. Scoring does not cap: see docs/segments.md. #}
{% macro scaled_feature(parameters) -%}
    {%- set filled -%}
        coalesce(cast({{ parameters['feature'] }} as double), {{ double_literal(parameters['fill_value']) }})
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

{# Distance of a row to a prototype, in the segment's own standard deviations if it has some. #}
{% macro distance_to(coordinates) -%}
    sqrt(
        {%- for coordinate in coordinates -%}
            {{ ' + ' if not loop.first -}}
            power({{ coordinate['dimension'] }} - {{ double_literal(coordinate['value']) }}, 2)
            {%- if coordinate['variance'] is not none %} / {{ double_literal(coordinate['variance']) }}{% endif -%}
        {%- endfor -%}
    )
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
