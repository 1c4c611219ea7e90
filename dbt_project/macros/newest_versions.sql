{#
    What newest_by_key keeps, of a relation in which nearly every key comes once, as in a log of events: a window over
    all rows would sort them all, while the few keys that came again are found by counting. `relation` is a CTE of this
    query that holds no rows after as_of; it should be `materialized`, for it is read three times.
#}
{% macro newest_versions(relation, key) -%}
    {%- set again -%}
        (select {{ key | join(', ') }} from {{ relation }} group by {{ key | join(', ') }} having count(*) > 1)
    {%- endset -%}
    select * from {{ relation }}
    anti join {{ again }} using ({{ key | join(', ') }})
    union all
    select * from {{ relation }}
    semi join {{ again }} using ({{ key | join(', ') }})
    {{ newest_by_key(key) }}
{%- endmacro %}
