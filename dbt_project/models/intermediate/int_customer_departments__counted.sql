with

lines as (

    select * from {{ ref('int_order_lines__priced') }}
    where customer_id is not null and not is_refund

),

products as (

    select * from {{ ref('int_products__completed') }}

),

counted as (

    select
        lines.customer_id,
        products.department,
        count(*) as line_count,
        count(*) filter (where lines.discount_usd > 0) as discounted_line_count,
        count(distinct lines.order_id) as order_count,
        sum(lines.net_spend_usd) as spend_usd
    from lines
    left join products using (product_id)
    group by lines.customer_id, products.department

)

select * from counted
