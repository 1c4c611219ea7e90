{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ forget('customer_id', ref('int_department_customers__changed')) }}",
) }}

with

lines as (

    select * from {{ ref('int_order_lines__priced') }}
    {{ only_changed('customer_id', ref('int_department_customers__changed')) }}

),

products as (

    select * from {{ ref('int_products__completed') }}

),

counted as (

    select
        lines.customer_id,
        coalesce(products.department, '') as department,
        count(*) as line_count,
        count(*) filter (where lines.discount_usd > 0) as discounted_line_count,
        count(distinct lines.order_id) as order_count,
        sum(lines.net_spend_usd) as spend_usd
    from lines
    left join products using (product_id)
    where lines.customer_id is not null and not lines.is_refund
    group by all

)

select * from counted
