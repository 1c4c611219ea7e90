{#
    What was booked when: one row per order, or per line of an order that was booked over several days. Their sums are
    what was known at the end of any day. An order is one since its first line that is no refund.
#}
{% macro order_bookings(orders, lines) -%}
    select
        customer_id,
        ordered_on,
        ordered_on as booked_on,
        if(is_refund_only, 0, 1) as order_count,
        net_spend_usd,
        discount_usd,
        gross_amount_usd
    from {{ orders }} as orders
    where {{ company_day('last_line_at') }} = ordered_on

    union all

    -- Nearly all orders are booked on one day. Of the others, what was not booked yet had not happened yet.
    select
        orders.customer_id,
        orders.ordered_on,
        {{ company_day('lines.ordered_at') }} as booked_on,
        if(
            not lines.is_refund
            and row_number() over (partition by lines.order_id, lines.is_refund order by lines.ordered_at) = 1, 1, 0
        ) as order_count,
        lines.net_spend_usd,
        lines.discount_usd,
        if(lines.is_refund, 0, lines.net_spend_usd + lines.discount_usd) as gross_amount_usd
    from {{ lines }} as lines
    inner join {{ orders }} as orders using (order_id)
    where {{ company_day('orders.last_line_at') }} > orders.ordered_on
{%- endmacro %}

{# How many month ends, before the moment of as_of, the history of features and of segments goes back. #}
{% macro segment_history_months() %}
    {%- set months = var('segment_history_months') | int -%}
    {%- if execute and months < 1 -%}
        {{ exceptions.raise_compiler_error(
            "The dbt var 'segment_history_months' is " ~ var('segment_history_months') ~ "; expected 1 or more."
        ) }}
    {%- endif -%}
    {{ return(months) }}
{% endmacro %}

{# The last microsecond of a company day, in UTC. #}
{% macro company_day_end(day) -%}
    {%- set zone = var('company_timezone') -%}
    {%- set midnight = '(cast(' ~ day ~ ' + 1 as timestamp) - interval 1 microsecond)' -%}
    {%- if zone == 'UTC' -%}
        {{ midnight }}
    {%- else -%}
        timezone('UTC', timezone('{{ zone }}', {{ midnight }}))
    {%- endif -%}
{%- endmacro %}

{# The measures of customer_features that customer_features_history tells of as well. #}
{% macro features_of_history() %}
    {{ return([
        'days_since_last_order', 'days_since_first_order', 'order_count', 'net_spend_usd', 'average_order_value_usd',
        'orders_last_30_days_count', 'orders_last_90_days_count', 'net_spend_last_90_days_usd',
        'median_days_between_orders', 'discount_share', 'coupon_redemption_count',
    ]) }}
{% endmacro %}

{#
    Where a customer is between the first order and the last one, by the dbt vars lifecycle_*: new, active, at risk and
    lapsed by the days since the orders; a prospect has none.
#}
{% macro lifecycle_stage(days_since_first_order, days_since_last_order) -%}
    case
        when {{ days_since_last_order }} is null then 'Prospect'
        when {{ days_since_last_order }} >= {{ var('lifecycle_lapsed_after_days') }} then 'Lapsed'
        when {{ days_since_last_order }} >= {{ var('lifecycle_at_risk_after_days') }} then 'At risk'
        when {{ days_since_first_order }} < {{ var('lifecycle_new_for_days') }} then 'New'
        else 'Active'
    end
{%- endmacro %}
