{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook='{{ forget_changed_actions() }}',
) }}

-- Sessions stand for the web events in them, which fct_web_events has: tens of millions of clicks would make this table
-- as large as all others together.
with

actions as (

    select
        customer_id,
        customer_id as reference_id,
        'profile' as topic,
        'registered' as action_type,
        'Registered' as action_title,
        null as amount_usd,
        registered_at as occurred_at,
        {{ company_day('registered_at') }} as occurred_on
    from {{ ref('dim_customers') }}
    where registered_at is not null
    union all
    select
        customer_id,
        touch_id as reference_id,
        'marketing' as topic,
        'marketing ' || touch_type as action_type,
        concat(channel, ' ', touch_type, ' of campaign ' || campaign_id) as action_title,
        null as amount_usd,
        touched_at as occurred_at,
        touched_on as occurred_on
    from {{ ref('fct_marketing_touches') }}
    union all
    select
        customer_id,
        session_id as reference_id,
        'web' as topic,
        'session' as action_type,
        case
            when has_purchase then 'Web session with a purchase'
            when is_cart_abandoned then 'Web session with an abandoned cart'
            else 'Web session'
        end as action_title,
        null as amount_usd,
        started_at as occurred_at,
        started_on as occurred_on
    from {{ ref('fct_sessions') }}
    {{ only_changed('customer_id', ref('int_web_customers__changed')) }}
    union all
    select
        customer_id,
        order_id as reference_id,
        'purchases' as topic,
        'order' as action_type,
        'Order, lines: ' || line_count - refund_line_count as action_title,
        net_spend_usd + refund_usd as amount_usd,
        ordered_at as occurred_at,
        ordered_on as occurred_on
    from {{ ref('fct_orders') }}
    where not is_refund_only {{ only_changed('customer_id', ref('int_order_customers__changed'), begin='and') }}
    union all
    select
        min(customer_id) as customer_id,
        order_id as reference_id,
        'purchases' as topic,
        'refund' as action_type,
        'Goods given back, lines: ' || count(*) as action_title,
        -sum(refund_usd) as amount_usd,
        min(refunded_at) as occurred_at,
        refunded_on as occurred_on
    from {{ ref('fct_refunds') }}
    {{ only_changed('customer_id', ref('int_order_customers__changed')) }}
    group by order_id, refunded_on
    union all
    select
        customer_id,
        ticket_id as reference_id,
        'support' as topic,
        unnest(if(closed_at is null, ['ticket opened'], ['ticket opened', 'ticket solved'])) as action_type,
        concat('Ticket about ', coalesce(category, 'something')) as action_title,
        null as amount_usd,
        unnest(if(closed_at is null, [opened_at], [opened_at, closed_at])) as occurred_at,
        unnest(if(closed_at is null, [opened_on], [opened_on, {{ company_day('closed_at') }}])) as occurred_on
    from {{ ref('fct_support_tickets') }}

),

timeline as (

    select
        customer_id,
        reference_id,
        topic,
        action_type,
        action_title,
        cast(amount_usd as decimal(18, 2)) as amount_usd,
        -- So that of equal moments what leads to something comes before it.
        cast(list_position(['profile', 'marketing', 'web', 'purchases', 'support'], topic) as integer) as topic_order,
        occurred_at,
        occurred_on
    from actions
    where customer_id is not null

)

select * from timeline
