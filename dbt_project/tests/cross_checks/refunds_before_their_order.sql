-- Goods that were given back before they were bought: two clocks, or a refund booked on the wrong order. A refund whose
-- order holds nothing that was bought has nothing to be compared to.
{{ config(severity='warn') }}

with

refunded as (

    select
        order_id,
        min(ordered_at) as first_refund_at
    from {{ ref('fct_order_lines') }}
    where is_refund
    group by order_id

),

bought as (

    select
        order_id,
        min(ordered_at) as bought_at
    from {{ ref('fct_order_lines') }}
    where not is_refund and order_id in (select refunded.order_id from refunded)
    group by order_id

)

select
    refunded.order_id,
    refunded.first_refund_at,
    bought.bought_at
from refunded
inner join bought using (order_id)
where refunded.first_refund_at < bought.bought_at
