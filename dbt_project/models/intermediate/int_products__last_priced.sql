with

lines as (

    select * from {{ ref('int_order_lines__priced') }}
    -- What is given away says nothing of the price.
    where not is_refund and quantity > 0 and net_spend_usd > 0

),

products as (

    select distinct product_id from {{ ref('int_customer_carts__opened') }}

),

last_priced as (

    select
        product_id,
        cast(
            arg_max(lines.net_spend_usd / lines.quantity, (lines.ordered_at, lines.net_spend_usd / lines.quantity))
            as decimal(18, 2)
        ) as last_price_usd
    from products
    inner join lines using (product_id)
    group by product_id

)

select * from last_priced
