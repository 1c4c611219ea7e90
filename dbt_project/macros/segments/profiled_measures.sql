{# Measures of customer_features that profiles of segments are made of. #}
{% macro profiled_measures() -%}
    {%- do return([
        'days_since_last_order', 'days_since_first_order', 'order_count', 'net_spend_usd', 'average_order_value_usd',
        'orders_last_90_days_count', 'net_spend_last_90_days_usd', 'median_days_between_orders', 'discount_share',
        'coupon_redemption_count', 'department_count', 'sessions_last_90_days_count', 'cart_abandonment_share',
    ]) -%}
{%- endmacro %}
