with

sessions as (

    select
        *,
        {{ days_before_as_of('started_on') }} as days_ago
    from {{ ref('int_sessions__counted') }}

),

customers as (

    select distinct customer_id from {{ ref('int_customers__resolved') }}

),

totals as (

    select
        customer_id,
        {% for days in behaviour_windows() -%}
        count(*) filter (where days_ago < {{ days }}) as sessions_last_{{ days }}_days_count,
        coalesce(sum(product_view_count) filter (where days_ago < {{ days }}), 0)
            as product_views_last_{{ days }}_days_count,
        {% endfor -%}
        count(*) filter (where add_to_cart_count > 0) as cart_session_count,
        count(*) filter (where is_cart_abandoned) as abandoned_cart_session_count
    from sessions
    group by customer_id

),

-- Nobody's sessions are known to be zero unless somebody's were loaded: without web extracts this model is empty.
summarized as (

    select
        customers.customer_id,
        {% for days in behaviour_windows() -%}
        coalesce(totals.sessions_last_{{ days }}_days_count, 0) as sessions_last_{{ days }}_days_count,
        coalesce(totals.product_views_last_{{ days }}_days_count, 0) as product_views_last_{{ days }}_days_count,
        {% endfor -%}
        coalesce(totals.cart_session_count, 0) as cart_session_count,
        coalesce(totals.abandoned_cart_session_count, 0) as abandoned_cart_session_count
    from customers
    left join totals using (customer_id)
    where exists (select 1 from sessions)

)

select * from summarized
