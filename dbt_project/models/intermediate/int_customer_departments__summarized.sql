{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ forget('customer_id', ref('int_department_customers__changed')) }}",
) }}

with

departments as (

    select
        * replace (nullif(department, '') as department),
        coalesce(department, '') != '' as is_known
    from {{ ref('int_customer_departments__counted') }}
    {{ only_changed('customer_id', ref('int_department_customers__changed')) }}

),

totals as (

    select
        customer_id,
        sum(discounted_line_count) / sum(line_count) as discounted_line_share,
        count(department) as department_count,
        arg_min(
            struct_pack(department := department, order_count := order_count, spend_usd := spend_usd),
            (-spend_usd, -order_count, department)
        ) filter (where is_known) as largest,
        cast(sum(spend_usd) filter (where is_known) as double) as known_spend_usd,
        -- As decimals, whose sum does not depend on the order in which threads add up.
        cast(
            sum(cast(spend_usd * log2(nullif(spend_usd, 0)) as decimal(38, 9))) filter (where is_known) as double
        ) as spend_times_log
    from departments
    group by customer_id

),

summarized as (

    select
        customer_id,
        discounted_line_share,
        department_count,
        largest['department'] as top_department,
        largest['order_count'] as top_department_order_count,
        cast(largest['spend_usd'] as double) / nullif(known_spend_usd, 0) as top_department_spend_share,
        -- Shannon's sum of -share * log2(share), with the shares multiplied out. Rounded, or one department had -1e-12.
        abs(round(log2(nullif(known_spend_usd, 0)) - spend_times_log / known_spend_usd, 6))
            as department_entropy_bits
    from totals

)

select * from summarized
