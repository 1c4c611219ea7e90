{% set measures = {
    'sessions_last_%s_days_count': '1',
    'page_views_last_%s_days_count': 'page_view_count',
    'product_views_last_%s_days_count': 'product_view_count',
    'searches_last_%s_days_count': 'search_count',
    'timed_pages_last_%s_days_count': 'timed_page_count',
    'page_seconds_last_%s_days': 'page_seconds',
    'session_milliseconds_last_%s_days': 'epoch_ms(ended_at) - epoch_ms(started_at)',
} -%}

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
        min(days_ago) as days_since_last_session,
        {% for days in behaviour_windows() -%}
        {% for measure, amount in measures.items() -%}
        sum({{ amount }}) filter (where days_ago < {{ days }}) as {{ measure | format(days) }},
        {% endfor -%}
        {% endfor -%}
        count(*) filter (where add_to_cart_count > 0) as cart_session_count,
        count(*) filter (where is_cart_abandoned) as abandoned_cart_session_count
    from sessions
    where customer_id is not null
    group by customer_id

),

-- Nobody's sessions are known to be zero unless somebody's were loaded: without web extracts this model is empty.
summarized as (

    select
        customers.customer_id,
        totals.days_since_last_session,
        {% for days in behaviour_windows() -%}
        {% for measure in measures -%}
        cast(coalesce(totals.{{ measure | format(days) }}, 0) as bigint) as {{ measure | format(days) }},
        {% endfor -%}
        {% endfor -%}
        coalesce(totals.cart_session_count, 0) as cart_session_count,
        coalesce(totals.abandoned_cart_session_count, 0) as abandoned_cart_session_count
    from customers
    left join totals using (customer_id)
    where exists (select 1 from sessions)

)

select * from summarized
