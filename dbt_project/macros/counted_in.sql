{#
    How many of a subject a table holds, and what they come to, as rows of mart_reconciliation. `weight` is 1 when
    another table is to hold as many, and 0 when this one is to hold as many as there were before. Where a part is no
    more than all, an empty table has a row too.
#}
{% macro counted_in(
    model, subject, weight, row_count='count(*)', amount=none, currency="'USD'", part="'all'", condition='true',
    hop='marts'
) -%}
    select
        '{{ subject }}' as subject,
        {{ part }} as part,
        '{{ hop }}' as hop,
        '{{ hop }}.{{ model }}' as counted_in,
        cast({{ row_count }} as bigint) as row_count,
        {% if amount %}coalesce({{ amount }}, 0){% else %}cast(null as decimal(38, 6)){% endif %} as amount,
        {{ currency }} as currency,
        {{ weight }} as weight
    from {{ ref(model) }}
    where {{ condition }}
    {% if part != "'all'" %}group by {{ part }}{% endif %}
{%- endmacro %}
