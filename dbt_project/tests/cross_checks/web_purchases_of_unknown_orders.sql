-- The web shop says that an order was completed, and no shop has sent a line of it. Orders that were set aside are
-- known. An event that names no order at all is the business of the raw gate.
{{ config(severity='warn') }}

with

purchases as (

    select
        event_id,
        order_id,
        occurred_at
    from {{ ref('int_web_events__sessionized') }}
    where event_type = 'purchase' and order_id is not null

),

known_orders as (

    select order_id from {{ ref('fct_orders') }}
    union
    select order_id from {{ ref('orders_without_exchange_rate') }}

)

select
    purchases.event_id,
    purchases.order_id,
    purchases.occurred_at
from purchases
left join known_orders using (order_id)
where known_orders.order_id is null
