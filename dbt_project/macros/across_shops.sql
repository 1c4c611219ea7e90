{#
    The shop whose numbers of customers and products the CRM, the campaigns and the web shop use too: its ids stand for
    themselves. Every other shop counts on its own, so that its ids get its name in front: customer 17 is two people.
#}
{% macro house_shop() -%}
    {{ return('transactions') }}
{%- endmacro %}

{# A column of ids, as all shops together can tell them apart. #}
{% macro id_across_shops(shop, column) -%}
    {%- if shop == house_shop() -%}
        {{ column }}
    {%- else -%}
        '{{ shop }}:' || {{ column }} as {{ column }}
    {%- endif -%}
{%- endmacro %}
