with

lines as (

    select * from {{ ref('int_order_lines__unioned') }}

),

customers as (

    select * from {{ ref('int_customers__resolved') }}

),

rates as (

    select * from {{ ref('int_exchange_rates__dated') }}

),

orders_set_aside as (

    select * from {{ ref('orders_without_exchange_rate') }}

),

priced as (

    select
        -- ids
        lines.shop,
        lines.order_id,
        lines.product_id,
        lines.line_number,
        customers.customer_id,
        lines.store_id,

        -- numerics
        lines.quantity,
        lines.is_refund,
        {{ in_usd('lines.sales_amount', 'lines.currency', 'rates.usd_per_unit') }} as net_spend_usd,
        if(
            lines.is_refund, 0, {{ in_usd('lines.discount_amount', 'lines.currency', 'rates.usd_per_unit') }}
        ) as discount_usd,
        lines.sales_amount,
        lines.currency,

        -- timestamps
        lines.ordered_at
    from lines
    left join customers using (customer_ref)
    left join rates
        on lines.currency = rates.currency and {{ company_day('lines.ordered_at') }} = rates.ordered_on
    where not exists (
        select 1 from orders_set_aside
        where orders_set_aside.order_id = lines.order_id
    )

)

select * from priced
