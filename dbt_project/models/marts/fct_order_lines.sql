with

lines as (

    select * from {{ ref('int_order_lines__priced') }}

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
        is_refund,
        net_spend_usd,
        discount_usd,
        cast(sales_amount as decimal(18, 2)) as sales_amount,
        currency,

        -- timestamps
        ordered_at
    from lines

)

select * from order_lines
