{# Version of the imputation that knows most and nothing of the future; newest_imputation in ml_tasks gives the same. #}
{% macro newest_imputation() -%}
    (
        select imputation_version
        from {{ source('ml', 'imputations') }}
        where as_of <= {{ as_of() }}
        order by as_of desc, promotion_number desc
        limit 1
    )
{%- endmacro %}

{# Rows of (column_name, value, method, ...) of one customer or stratum as columns: age_band_value, age_band_method, ... #}
{% macro by_attribute(attributes, facts) -%}
    {%- for attribute in attributes -%}
        {%- set is_last = loop.last -%}
        {%- for fact in facts -%}
            max(case when column_name = '{{ attribute }}' then {{ fact }} end) as {{ attribute }}_{{ fact }}
            {{- '' if is_last and loop.last else ',' }}
        {% endfor -%}
    {%- endfor -%}
{%- endmacro %}
