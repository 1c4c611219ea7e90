with

unioned as (

    {% for shop, lines in shop_lines() -%}
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
