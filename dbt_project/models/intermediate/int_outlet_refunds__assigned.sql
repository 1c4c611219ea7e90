with

refunds as (

    select * from {{ ref('stg_outlet__refunds') }}

),

order_lines as (

    select * from {{ ref('stg_outlet__order_lines') }}

),

orders as (

    select
        order_id,
        min(customer_ref) as customer_ref
    from order_lines
    group by order_id

),

-- A line as shops send it that book refunds as negative lines of the order.
assigned as (

    select
        -- ids
        refunds.order_id,
        refunds.product_id,
        row_number() over (
            partition by refunds.order_id, refunds.product_id
            order by refunds.refunded_at, refunds.refund_id
        ) as line_number,
        orders.customer_ref,
        cast(null as varchar) as store_id,

        -- numerics
        -refunds.quantity as quantity,
        true as is_refund,
        -refunds.refund_amount as sales_amount,
        0 as discount_amount,
        refunds.currency,

        -- timestamps
        refunds.refunded_at as ordered_at
    from refunds
    left join orders using (order_id)

)

select * from assigned
