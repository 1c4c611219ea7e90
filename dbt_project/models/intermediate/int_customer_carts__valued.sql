with

carts as (

    select * from {{ ref('int_customer_carts__opened') }}

),

prices as (

    select * from {{ ref('int_products__last_priced') }}

),

-- A cart with one thing of unknown price has no known value: what the others cost would pass for all of it.
valued as (

    select
        carts.customer_id,
        count(*) as open_cart_product_count,
        if(count(*) = count(prices.last_price_usd), sum(prices.last_price_usd), null) as open_cart_value_usd
    from carts
    left join prices using (product_id)
    group by carts.customer_id

)

select * from valued
