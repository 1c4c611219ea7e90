with

events as (

    select * from {{ ref('stg_web__events') }}

),

customers as (

    select * from {{ ref('int_customers__resolved') }}

),

visitors as (

    select * from {{ ref('int_web_visitors__resolved') }}

),

gaps_marked as (

    select
        *,
        coalesce(
            occurred_at > lag(occurred_at) over (partition by visitor_id order by occurred_at, event_id)
            + interval '{{ var("session_gap_minutes") }} minutes',
            true
        ) as is_session_start
    from events

),

sessions_numbered as (

    select
        *,
        max(case when is_session_start then occurred_at end) over (
            partition by visitor_id
            order by occurred_at, event_id
        ) as session_started_at
    from gaps_marked

),

sessionized as (

    select
        -- ids
        sessions_numbered.event_id,
        sessions_numbered.visitor_id || '-' || epoch_ms(sessions_numbered.session_started_at) as session_id,
        sessions_numbered.visitor_id,
        customers.customer_id as event_customer_id,
        visitors.customer_id as visitor_customer_id,
        sessions_numbered.product_id,
        sessions_numbered.order_id,

        -- text
        sessions_numbered.event_type,
        sessions_numbered.device_type,

        -- timestamps
        sessions_numbered.session_started_at,
        sessions_numbered.occurred_at
    from sessions_numbered
    left join customers using (customer_ref)
    left join visitors using (visitor_id)

)

select * from sessionized
