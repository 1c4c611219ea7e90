with

orders as (

    select
        *,
        {{ days_before_as_of('ordered_on') }} as days_ago
    from {{ ref('int_orders__net_of_refunds') }}
    where customer_id is not null

),

lines as (

    select * from {{ ref('int_order_lines__priced') }}

),

products as (

    select * from {{ ref('int_products__completed') }}

),

totals as (

    select
        customer_id,
        min(days_ago) filter (where not is_refund_only) as days_since_last_order,
        max(days_ago) filter (where not is_refund_only) as days_since_first_order,
        count(*) filter (where not is_refund_only) as order_count,
        sum(net_spend_usd) as net_spend_usd,
        sum(discount_usd) as discount_usd,
        sum(gross_amount_usd) as gross_amount_usd,
        {% for days in behaviour_windows() -%}
        count(*) filter (where days_ago < {{ days }} and not is_refund_only) as orders_last_{{ days }}_days_count,
        coalesce(sum(net_spend_usd) filter (where days_ago < {{ days }}), 0) as net_spend_last_{{ days }}_days_usd
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from orders
    group by customer_id

),

-- Between days with orders: two baskets on one day are one visit to the shops.
order_days as (

    select distinct
        customer_id,
        ordered_on
    from orders
    where not is_refund_only

),

gaps as (

    select
        customer_id,
        ordered_on - lag(ordered_on) over (partition by customer_id order by ordered_on) as days_between_orders
    from order_days

),

rhythm as (

    select
        customer_id,
        median(days_between_orders) as median_days_between_orders
    from gaps
    group by customer_id

),

breadth as (

    select
        lines.customer_id,
        count(distinct products.department) as department_count
    from lines
    inner join products using (product_id)
    where not lines.is_refund
    group by lines.customer_id

),

summarized as (

    select
        totals.*,
        rhythm.median_days_between_orders,
        coalesce(breadth.department_count, 0) as department_count
    from totals
    left join rhythm using (customer_id)
    left join breadth using (customer_id)

)

select * from summarized
