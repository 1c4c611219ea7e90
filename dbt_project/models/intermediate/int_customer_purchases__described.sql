with

-- Who only gave goods back has bought nothing that could be described.
orders as (

    select * from {{ ref('int_customer_orders__summarized') }}
    where order_count > 0

),

departments as (

    select * from {{ ref('int_customer_departments__summarized') }}

),

described as (

    select
        orders.customer_id,
        cast({{ days_before_as_of('orders.first_ordered_on') }} as integer) as days_since_first_order,
        {% for days in behaviour_windows() -%}
        orders.orders_last_{{ days }}_days_count,
        cast(orders.net_spend_last_{{ days }}_days_usd as decimal(18, 2)) as net_spend_last_{{ days }}_days_usd,
        {% endfor -%}
        cast(orders.net_spend_usd as double) / orders.order_count as average_order_value_usd,

        -- rhythm
        orders.median_days_between_orders,
        orders.mean_days_between_orders,
        orders.stddev_days_between_orders,

        -- mix
        coalesce(departments.department_count, 0) as department_count,
        departments.top_department,
        departments.top_department_order_count,
        departments.top_department_spend_share,
        departments.department_entropy_bits,

        -- price sensitivity
        cast(orders.discount_usd as double) / nullif(cast(orders.gross_amount_usd as double), 0) as discount_share,
        departments.discounted_line_share,
        cast(orders.discounted_gross_amount_usd as double) / nullif(orders.discounted_order_count, 0)
        / nullif(
            cast(orders.gross_amount_usd - orders.discounted_gross_amount_usd as double)
            / nullif(orders.order_count - orders.discounted_order_count, 0),
            0
        ) as discounted_order_value_ratio
    from orders
    left join departments using (customer_id)

)

select * from described
