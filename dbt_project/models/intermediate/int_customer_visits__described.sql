with

sessions as (

    select * from {{ ref('int_customer_sessions__summarized') }}

),

habits as (

    select * from {{ ref('int_customer_habits__counted') }}

),

carts as (

    select * from {{ ref('int_customer_carts__valued') }}

),

described as (

    select
        sessions.customer_id,
        cast(sessions.days_since_last_session as integer) as days_since_last_session,
        {% for days in behaviour_windows() -%}
        {% set window = 'last_' ~ days ~ '_days' -%}
        sessions.sessions_{{ window }}_count,
        greatest(sessions.sessions_{{ window }}_count - 1, 0) as repeat_sessions_{{ window }}_count,
        sessions.page_views_{{ window }}_count,
        sessions.product_views_{{ window }}_count,
        sessions.searches_{{ window }}_count,
        sessions.page_seconds_{{ window }} as time_on_page_{{ window }}_seconds,
        sessions.page_seconds_{{ window }} / nullif(sessions.timed_pages_{{ window }}_count, 0)
            as mean_time_on_page_{{ window }}_seconds,
        sessions.session_milliseconds_{{ window }} / 1000 / nullif(sessions.sessions_{{ window }}_count, 0)
            as mean_session_{{ window }}_seconds,
        {% endfor -%}

        -- carts
        sessions.cart_session_count,
        cast(sessions.abandoned_cart_session_count as double) / nullif(sessions.cart_session_count, 0)
            as cart_abandonment_share,
        coalesce(carts.open_cart_product_count, 0) as open_cart_product_count,
        cast(if(carts.customer_id is null, 0, carts.open_cart_value_usd) as decimal(18, 2)) as open_cart_value_usd,

        -- habits
        habits.favourite_device,
        habits.favourite_daypart,
        habits.favourite_weekday
    from sessions
    left join habits using (customer_id)
    left join carts using (customer_id)

)

select * from described
