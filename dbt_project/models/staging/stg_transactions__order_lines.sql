{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ forget('order_id', ref('stg_transactions__changed_orders')) }}",
) }}

with

source as (

    {{ raw_rows('transactions', 'order_lines') }}
    {{ only_changed('order_id', ref('stg_transactions__changed_orders'), begin='and') }}

),

lines as materialized (

    select
        *,
        sales_amount < 0 as is_refund
    from source
    where ordered_at <= {{ as_of() }}

),

newest as (

    {{ newest_versions('lines', ['order_id', 'product_id', 'is_refund']) }}

),

renamed as (

    select
        -- ids
        order_id,
        product_id,
        1 as line_number,
        customer_ref,
        store_id,

        -- numerics
        quantity,
        is_refund,
        sales_amount,
        coalesce(retail_discount_amount, 0) + coalesce(coupon_discount_amount, 0)
        + coalesce(coupon_match_discount_amount, 0) as discount_amount,
        'USD' as currency,

        -- timestamps
        ordered_at
    from newest

)

select * from renamed
