{#
    Why a customer who is unlike the others deserves a look, "<kind>: <rule>"; the first rule that holds. What cannot be
    comes first, because the other rules would believe it; who may be lost comes before who is worth much.
#}
{% macro outlier_rule() -%}
    case
        when net_spend_usd < 0 then 'suspect_data: more was given back than bought'
        when days_since_last_order > days_since_first_order then 'suspect_data: the last order is before the first'
        when discount_share not between 0 and 1 then 'suspect_data: discounts are not a part of the amount'
        when order_count > {{ var('outlier_orders_a_day') }} * (days_since_first_order + 1)
            then 'suspect_data: more than {{ var("outlier_orders_a_day") }} orders a day'
        when refund_share > {{ var('outlier_refund_share') }}
            then 'high_risk: more than {{ (100 * var("outlier_refund_share")) | int }} % was given back'
        when net_spend_usd > high_spend_usd and days_since_last_order > long_silence_days
            then 'high_risk: spent much and has long been silent'
        when net_spend_usd > high_spend_usd
            then 'high_value: spent more than {{ (100 * var("outlier_high_value_quantile")) | round(1) }} % of all'
        else 'other: unusual in a way that no rule names'
    end
{%- endmacro %}
