with

net_orders as (

    select * from {{ ref('int_orders__net_of_refunds') }}

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
        refund_line_count,
        is_refund_only,
        gross_amount_usd,
        discount_usd,
        refund_usd,
        net_spend_usd,
        currency,

        -- timestamps
        ordered_at,
        ordered_on
    from net_orders

)

select * from orders
