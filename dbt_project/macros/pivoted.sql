{# Labels of a long table as columns of a wide one: for each label its measures, named label and suffix. #}
{% macro pivoted(key, labels, measures) -%}
    {%- for label in labels -%}
        {%- set is_last_label = loop.last -%}
        {%- for suffix, measure in measures.items() -%}
            max({{ measure }}) filter (where {{ key }} = '{{ label }}') as {{ label }}{{ suffix }}
            {{- '' if is_last_label and loop.last else ',\n        ' }}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
