-- customer_rfm must hold every order of a known customer, and all of their money.
with

orders as (

    select
        count(*) filter (where not is_refund_only) as order_count,
        coalesce(sum(net_spend_usd), 0) as net_spend_usd
    from {{ ref('fct_orders') }}
    where customer_id is not null

),

customers as (

    select
        coalesce(sum(order_count), 0) as order_count,
        coalesce(sum(net_spend_usd), 0) as net_spend_usd
    from {{ ref('customer_rfm') }}

)

select
    customers.order_count,
    orders.order_count as expected_order_count,
    customers.net_spend_usd,
    orders.net_spend_usd as expected_net_spend_usd
from customers
cross join orders
where customers.order_count != orders.order_count or customers.net_spend_usd != orders.net_spend_usd
