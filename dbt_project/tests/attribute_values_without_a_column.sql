-- Values that customer_attributes_encoded has no column for: they are 0 in all of them. Add them to encoded_values.
{{ config(severity='warn') }}

with

attributes as (

    select * from {{ ref('customer_attributes') }}

)

{% for column, values in encoded_values().items() -%}
select
    '{{ column }}' as attribute,
    {{ column }} as attribute_value,
    count(*) as customer_count
from attributes
where {{ column }} not in ('{{ values | join("', '") }}')
group by {{ column }}
{{ 'union all' if not loop.last }}
{% endfor %}
