{# The shops, and where their lines are. Adding one is adding its line here; how-to/add-a-source.md says what it needs. #}
{% macro shop_lines() -%}
    {{ return([
        ('transactions', 'stg_transactions__order_lines'),
        ('outlet', 'stg_outlet__order_lines'),
        ('outlet', 'int_outlet_refunds__assigned'),
    ]) }}
{%- endmacro %}
