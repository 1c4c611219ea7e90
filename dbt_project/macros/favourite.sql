{#
    The most frequent of a few values, by conditions: {value: condition}. NULL when none of them was ever met. Of equally
    frequent ones the first that is listed: DuckDB's mode() would take whichever a thread saw first.
#}
{% macro favourite(conditions) -%}
    {%- set counts = [] -%}
    {%- for condition in conditions.values() -%}
        {%- do counts.append('count(*) filter (where ' ~ condition ~ ')') -%}
    {%- endfor -%}
    case greatest(
            {{ counts | join(',\n            ') }}
        )
        when 0 then null
        {%- for value in conditions %}
        when {{ counts[loop.index0] }} then '{{ value }}'
        {%- endfor %}
    end
{%- endmacro %}
