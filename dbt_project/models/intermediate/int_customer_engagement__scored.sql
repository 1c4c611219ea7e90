{% set components = {
    'orders': 'orders',
    'sessions': 'sessions',
    'product_views': 'sessions',
    'searches': 'sessions',
    'email_opens': 'touches',
    'email_clicks': 'touches',
} -%}

with

customers as (

    select distinct customer_id from {{ ref('int_customers__resolved') }}

),

-- Somebody without a row has no orders; there is nothing unknown about them.
orders as (

    select
        customers.customer_id,
        coalesce(orders.orders_last_30_days_count, 0) as orders_last_30_days_count,
        coalesce(orders.orders_last_90_days_count, 0) as orders_last_90_days_count
    from customers
    left join {{ ref('int_customer_orders__summarized') }} as orders using (customer_id)

),

sessions as (

    select * from {{ ref('int_customer_sessions__summarized') }}

),

touches as (

    select * from {{ ref('int_customer_touches__summarized') }}

),

weights as (

    select
        {% for component in components -%}
        coalesce(min(weight) filter (where component = '{{ component }}'), 0) as {{ component }}_weight,
        min(full_at_count) filter (where component = '{{ component }}') as {{ component }}_full_at,
        {% endfor -%}
        count(*) as component_count
    from {{ ref('engagement_weights') }}

),

-- What was done in the last 30 days is in both counts, what was done in the 60 days before in one of them. An unknown
-- count has an unknown rating; least() would make it a full one.
rated as (

    select
        customers.customer_id,
        {% for component, table in components.items() -%}
        ({{ table }}.{{ component }}_last_30_days_count + {{ table }}.{{ component }}_last_90_days_count) / 2
            as {{ component }}_count,
        case
            when {{ component }}_count >= weights.{{ component }}_full_at then 1
            else {{ component }}_count / weights.{{ component }}_full_at
        end as {{ component }}_rating,
        {% endfor -%}
        weights.*
    from customers
    cross join weights
    left join orders using (customer_id)
    left join sessions using (customer_id)
    left join touches using (customer_id)

),

summed as (

    select
        customer_id,
        0
        {%- for component in components %}
        + coalesce({{ component }}_rating * {{ component }}_weight, 0)
        {%- endfor %} as reached,
        0
        {%- for component in components %}
        + if({{ component }}_rating is null, 0, {{ component }}_weight)
        {%- endfor %} as within_reach
    from rated

),

scored as (

    select
        customer_id,
        round(100 * reached / nullif(within_reach, 0), 2) as engagement_score
    from summed

)

select * from scored
