-- The shops, and where their lines are. Adding one is adding its line here; how-to/add-a-source.md says what it needs.
{% set shops = [
    ('transactions', 'stg_transactions__order_lines'),
    ('outlet', 'stg_outlet__order_lines'),
    ('outlet', 'int_outlet_refunds__assigned'),
] -%}

with

unioned as (

    {% for shop, lines in shops -%}
    select
        -- ids
        '{{ shop }}' as shop,
        {{ id_across_shops(shop, 'order_id') }},
        {{ id_across_shops(shop, 'product_id') }},
        line_number,
        {{ id_across_shops(shop, 'customer_ref') }},
        {{ id_across_shops(shop, 'store_id') }},

        -- numerics
        quantity,
        is_refund,
        sales_amount,
        discount_amount,
        currency,

        -- timestamps
        ordered_at
    from {{ ref(lines) }}
    {% if not loop.last -%} union all {%- endif %}
    {% endfor %}

)

select * from unioned
