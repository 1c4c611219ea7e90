{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ forget('customer_id', ref('int_order_customers__due')) }}",
) }}

with

orders as (

    select
        *,
        {{ days_before_as_of('ordered_on') }} as days_ago
    from {{ ref('int_orders__net_of_refunds') }}
    where customer_id is not null {{ only_changed('customer_id', ref('int_order_customers__due'), begin='and') }}

),

totals as (

    select
        customer_id,
        min(ordered_on) filter (where not is_refund_only) as first_ordered_on,
        max(ordered_on) filter (where not is_refund_only) as last_ordered_on,
        count(*) filter (where not is_refund_only) as order_count,
        sum(net_spend_usd) as net_spend_usd,
        sum(discount_usd) as discount_usd,
        sum(gross_amount_usd) as gross_amount_usd,
        count(*) filter (where discount_usd > 0) as discounted_order_count,
        coalesce(sum(gross_amount_usd) filter (where discount_usd > 0), 0) as discounted_gross_amount_usd,
        {% for days in behaviour_windows() -%}
        count(*) filter (where days_ago < {{ days }} and not is_refund_only) as orders_last_{{ days }}_days_count,
        coalesce(sum(net_spend_usd) filter (where days_ago < {{ days }}), 0) as net_spend_last_{{ days }}_days_usd
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from orders
    group by customer_id

),

-- Between days with orders: two baskets on one day are one visit to the shops.
order_days as (

    select distinct
        customer_id,
        ordered_on
    from orders
    where not is_refund_only

),

gaps as (

    select
        customer_id,
        ordered_on - lag(ordered_on) over (partition by customer_id order by ordered_on) as days_between_orders
    from order_days

),

gap_totals as (

    select
        customer_id,
        count(days_between_orders) as gap_count,
        sum(days_between_orders) as gap_days,
        sum(days_between_orders * days_between_orders) as squared_gap_days,
        median(days_between_orders) as median_days_between_orders
    from gaps
    group by customer_id

),

-- From whole numbers, which add up to the same in any order; avg and stddev_samp of doubles do not.
rhythm as (

    select
        customer_id,
        median_days_between_orders,
        gap_days / nullif(gap_count, 0) as mean_days_between_orders,
        sqrt((gap_count * squared_gap_days - gap_days * gap_days) / nullif(gap_count * (gap_count - 1), 0))
            as stddev_days_between_orders
    from gap_totals

),

summarized as (

    select
        totals.*,
        rhythm.median_days_between_orders,
        rhythm.mean_days_between_orders,
        rhythm.stddev_days_between_orders
    from totals
    left join rhythm using (customer_id)

)

select * from summarized
