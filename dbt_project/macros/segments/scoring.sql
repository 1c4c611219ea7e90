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

{# Euclidean distance of a row to a prototype. #}
{% macro distance_to(coordinates) -%}
    sqrt(
        {%- for coordinate in coordinates -%}
            {{ ' + ' if not loop.first -}}
            power({{ coordinate['dimension'] }} - {{ double_literal(coordinate['value']) }}, 2)
        {%- endfor -%}
    )
{%- endmacro %}
