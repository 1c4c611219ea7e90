{# A row for each of many columns, {attribute: expression}: what comes of it are columns attribute and stated_value. #}
{% macro statements_of(expressions) -%}
    unnest(
        [
            {%- for attribute, expression in expressions.items() %}
            {'attribute': '{{ attribute }}', 'stated_value': cast({{ expression }} as varchar)}
            {{- ',' if not loop.last }}
            {%- endfor %}
        ],
        max_depth := 2
    )
{%- endmacro %}

{# And back: what survived of an attribute, and who said so. To be grouped by customer. #}
{% macro golden_value(attribute) -%}
    max(golden_value) filter (where attribute = '{{ attribute }}')
{%- endmacro %}

{% macro golden_source(attributes) -%}
    max(source) filter (where attribute in ('{{ attributes | join("', '") }}'))
{%- endmacro %}
