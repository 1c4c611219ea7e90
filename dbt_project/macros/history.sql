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

{#
    Before customer_features_history adds rows: forget those as of the build, those of months that it tells of no more,
    and all of customers whose orders changed or of whose coupons something else is known today.
#}
{% macro forget_changed_features() -%}
    {% if builds_on_base() -%}
    {%- set redeemed = ref('int_customer_months__redeemed') -%}
    delete from {{ this }}
    where
        not is_month_end
        or as_of_on not in (select as_of_on from {{ ref('int_history_moments__listed') }})
        or customer_id in (select customer_id from {{ ref('int_order_customers__changed') }})
        or customer_id in (
            select held.customer_id
            from {{ this }} as held
            left join {{ redeemed }} as redeemed using (customer_id, as_of_on)
            where
                held.is_month_end
                and held.coupon_redemption_count
                is distinct from {{ known_coupons('held.as_of_on', 'redeemed.coupon_redemption_count', redeemed) }}
        )
    {%- elif is_incremental() -%}
    delete from {{ this }}
    {%- endif %}
{%- endmacro %}

{# Customers of whom rows stand in customer_features_history: once they have one, they have one of every month after. #}
{% macro customers_with_features() -%}
    {% if builds_on_base() -%}
    select standing.customer_id from {{ this }} as standing
    where standing.as_of_on = (select max(newest.as_of_on) from {{ this }} as newest)
    {%- else -%}
    select null where false
    {%- endif %}
{%- endmacro %}

{# Coupons that a customer had redeemed by a month end: before anybody had redeemed one they are unknown, not zero. #}
{% macro known_coupons(as_of_on, coupon_redemption_count, redemptions) -%}
    if(
        {{ as_of_on }} >= (select min(earliest.as_of_on) from {{ redemptions }} as earliest),
        coalesce({{ coupon_redemption_count }}, 0),
        null
    )
{%- endmacro %}

{# A number that counts months, so that the month after has the next one. #}
{% macro month_number(day) -%}
    (12 * extract(year from {{ day }}) + extract(month from {{ day }}))
{%- endmacro %}
