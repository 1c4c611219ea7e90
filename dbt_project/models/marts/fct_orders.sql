{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ forget_judged_anew('fct_orders', 'int_order_outliers__fenced', 'order_id') }}",
) }}

-- depends_on: {{ ref('int_outlier_fences__before') }}, {{ ref('int_orders__changed') }}
with

net_orders as (

    select * from {{ ref('int_orders__net_of_refunds') }}
    {{ only_judged_anew('fct_orders', 'int_order_outliers__fenced', 'order_id') }}

),

fences as (

    select * from {{ ref('int_order_outliers__fenced') }}

),

between_fences as (

    {{ between_fences('net_orders', 'fences', ['net_spend_usd', 'line_count']) }}

),

orders as (

    select
        -- ids
        shop,
        order_id,
        customer_id,
        store_id,

        -- numerics
        line_count,
        {{ outlier_columns('line_count') }},
        refund_line_count,
        is_refund_only,
        gross_amount_usd,
        discount_usd,
        refund_usd,
        net_spend_usd,
        {{ outlier_columns('net_spend_usd', value='if(is_refund_only, null, net_spend_usd)') }},
        currency,

        -- timestamps
        ordered_at,
        ordered_on
    from between_fences

)

select * from orders
