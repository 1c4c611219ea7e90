{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ forget('order_id', ref('int_orders__changed')) }}",
) }}

-- After the model that notes whose rows change.
-- depends_on: {{ ref('int_order_customers__changed') }}
with

lines as (

    select * from {{ ref('int_order_lines__priced') }}
    {{ only_changed('order_id', ref('int_orders__changed')) }}

),

totals as (

    select
        -- ids
        shop,
        order_id,
        min(customer_id) as customer_id,
        min(store_id) as store_id,

        -- numerics
        count(*) as line_count,
        count(*) filter (where is_refund) as refund_line_count,
        cast(sum(net_spend_usd) as decimal(18, 2)) as net_spend_usd,
        cast(sum(discount_usd) as decimal(18, 2)) as discount_usd,
        cast(coalesce(-sum(net_spend_usd) filter (where is_refund), 0) as decimal(18, 2)) as refund_usd,
        if(min(currency) = max(currency), min(currency), null) as currency,

        -- timestamps
        min(ordered_at) as ordered_at,
        max(ordered_at) as last_line_at
    from lines
    group by shop, order_id

),

net_of_refunds as (

    select
        -- ids
        shop,
        order_id,
        customer_id,
        store_id,

        -- numerics
        line_count,
        refund_line_count,
        line_count = refund_line_count as is_refund_only,
        cast(net_spend_usd + refund_usd + discount_usd as decimal(18, 2)) as gross_amount_usd,
        discount_usd,
        refund_usd,
        net_spend_usd,
        currency,

        -- timestamps
        ordered_at,
        {{ company_day('ordered_at') }} as ordered_on,
        last_line_at
    from totals

)

select * from net_of_refunds
