{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ forget_judged_anew('fct_order_lines', 'int_order_line_outliers__fenced', 'order_id') }}",
) }}

-- depends_on: {{ ref('int_outlier_fences__before') }}, {{ ref('int_orders__changed') }}
with

lines as (

    select * from {{ ref('int_order_lines__priced') }}
    {{ only_judged_anew('fct_order_lines', 'int_order_line_outliers__fenced', 'order_id') }}

),

fences as (

    select * from {{ ref('int_order_line_outliers__fenced') }}

),

between_fences as (

    {{ between_fences('lines', 'fences', ['quantity']) }}

),

order_lines as (

    select
        -- ids
        shop,
        order_id,
        product_id,
        line_number,
        customer_id,
        store_id,

        -- numerics
        quantity,
        {{ outlier_columns('quantity', value='if(is_refund, null, quantity)', unjudged='quantity') }},
        is_refund,
        net_spend_usd,
        discount_usd,
        cast(sales_amount as decimal(18, 2)) as sales_amount,
        currency,

        -- timestamps
        ordered_at,
        {{ company_day('ordered_at') }} as ordered_on
    from between_fences

)

select * from order_lines
