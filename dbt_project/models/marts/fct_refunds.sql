with

lines as (

    select * from {{ ref('fct_order_lines') }}

),

refunded as (

    select * from lines
    where is_refund

),

orders as (

    select * from {{ ref('fct_orders') }}

),

-- Of the orders with a refund alone: hardly any order has one.
purchases as (

    select
        order_id,
        min(ordered_at) as purchased_at,
        min(ordered_on) as purchased_on
    from lines
    where not is_refund and order_id in (select refunded.order_id from refunded)
    group by order_id

),

refunds as (

    select
        -- ids
        refunded.shop,
        refunded.order_id,
        refunded.product_id,
        refunded.line_number,
        orders.customer_id,
        refunded.store_id,

        -- numerics
        abs(refunded.quantity) as refunded_quantity,
        cast(-refunded.net_spend_usd as decimal(18, 2)) as refund_usd,
        cast(-refunded.sales_amount as decimal(18, 2)) as refund_amount,
        refunded.currency,
        cast(refunded.ordered_on - purchases.purchased_on as integer) as days_since_purchase,

        -- timestamps
        purchases.purchased_at,
        refunded.ordered_at as refunded_at,
        refunded.ordered_on as refunded_on
    from refunded
    inner join orders on refunded.order_id = orders.order_id
    left join purchases on refunded.order_id = purchases.order_id

)

select * from refunds
