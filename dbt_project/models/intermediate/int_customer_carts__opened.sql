{% set since %}{{ as_of() }} - interval '{{ var("open_cart_days") }} days'{% endset -%}

with

events as (

    select * from {{ ref('int_web_events__sessionized') }}
    where customer_id is not null and occurred_at > {{ since }}

),

lines as (

    select * from {{ ref('int_order_lines__priced') }}
    where not is_refund and ordered_at > {{ since }}

),

handled as (

    select
        customer_id,
        product_id,
        max(occurred_at) filter (where event_type = 'add_to_cart') as added_at,
        max(occurred_at) filter (where event_type = 'remove_from_cart') as removed_at
    from events
    where event_type in ('add_to_cart', 'remove_from_cart') and product_id is not null
    group by customer_id, product_id

),

-- A purchase takes all that is in the cart.
checked_out as (

    select
        customer_id,
        max(occurred_at) as purchased_at
    from events
    where event_type = 'purchase'
    group by customer_id

),

left_in_cart as (

    select
        handled.customer_id,
        handled.product_id,
        handled.added_at
    from handled
    left join checked_out using (customer_id)
    where
        handled.added_at > coalesce(handled.removed_at, {{ since }})
        and handled.added_at > coalesce(checked_out.purchased_at, {{ since }})

),

-- At the till too somebody may have bought what lies in the cart.
opened as (

    select * from left_in_cart
    where
        not exists (
            select 1
            from lines
            where
                lines.customer_id = left_in_cart.customer_id
                and lines.product_id = left_in_cart.product_id
                and lines.ordered_at >= left_in_cart.added_at
        )

)

select * from opened
