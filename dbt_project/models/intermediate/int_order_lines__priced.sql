with

lines as (

    select * from {{ ref('stg_transactions__order_lines') }}

),

customers as (

    select * from {{ ref('int_customers__resolved') }}

),

priced as (

    select
        -- ids
        lines.order_id,
        lines.product_id,
        customers.customer_id,
        lines.store_id,

        -- numerics
        lines.quantity,
        lines.is_refund,
        lines.sales_amount as net_spend_usd,
        if(
            lines.is_refund,
            0,
            lines.retail_discount_amount + lines.coupon_discount_amount + lines.coupon_match_discount_amount
        ) as discount_usd,

        -- timestamps
        lines.ordered_at
    from lines
    left join customers using (customer_ref)

)

select * from priced
