with

lines as (

    select * from {{ ref('int_order_lines__priced') }}

),

order_lines as (

    select
        -- ids
        order_id,
        product_id,
        customer_id,
        store_id,

        -- numerics
        quantity,
        is_refund,
        cast(net_spend_usd as decimal(18, 2)) as net_spend_usd,
        cast(discount_usd as decimal(18, 2)) as discount_usd,

        -- timestamps
        ordered_at
    from lines

)

select * from order_lines
