{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook='{{ forget_changed_days() }}',
) }}

-- depends_on: {{ ref('int_order_customers__changed') }}, {{ ref('int_web_customers__changed') }}
with

sessions as (

    select * from {{ ref('fct_sessions') }}

),

orders as (

    select * from {{ ref('fct_orders') }}

),

touches as (

    select * from {{ ref('fct_marketing_touches') }}

),

tickets as (

    select * from {{ ref('fct_support_tickets') }}

),

responses as (

    select * from {{ ref('int_customer_responses__counted') }}

),

-- Each source says how much of what it knows fell on a customer's day, and nothing of the rest.
activities as (

    select
        customer_id,
        started_on as active_on,
        1 as session_count,
        page_view_count,
        product_view_count,
        add_to_cart_count
    from sessions
    union all by name
    select
        customer_id,
        ordered_on as active_on,
        if(is_refund_only, 0, 1) as order_count,
        net_spend_usd
    from orders
    union all by name
    select
        customer_id,
        active_on,
        nullif(touch_open_count, 0) as touch_open_count,
        nullif(touch_click_count, 0) as touch_click_count,
        nullif(ticket_count, 0) as ticket_count
    from responses

),

-- 0 is known to be none, and NULL is what no source was loaded for.
loaded as (

    select
        if(exists (select 1 from sessions), 0, null) as web,
        if(exists (select 1 from orders), 0, null) as orders,
        if(exists (select 1 from touches), 0, null) as touches,
        if(exists (select 1 from tickets), 0, null) as tickets

),

days as (

    select
        activities.customer_id,
        activities.active_on,
        {% for source, column in [
            ('web', 'session_count'), ('web', 'page_view_count'), ('web', 'product_view_count'),
            ('web', 'add_to_cart_count'), ('orders', 'order_count'), ('touches', 'touch_open_count'),
            ('touches', 'touch_click_count'), ('tickets', 'ticket_count'),
        ] -%}
        cast(coalesce(sum(activities.{{ column }}), max(loaded.{{ source }})) as bigint) as {{ column }},
        {% endfor -%}
        cast(coalesce(sum(activities.net_spend_usd), max(loaded.orders)) as decimal(18, 2)) as net_spend_usd
    from activities
    cross join loaded
    where
        activities.customer_id is not null
        and {{ has_no_days('activities.customer_id') }}
    group by activities.customer_id, activities.active_on

)

select * from days
