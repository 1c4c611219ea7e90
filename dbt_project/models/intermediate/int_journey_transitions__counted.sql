{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ forget('visitor_id', ref('int_web_visitors__changed')) }}",
) }}

with

events as (

    select * from {{ ref('int_web_events__sessionized') }}
    {{ only_changed('visitor_id', ref('int_web_visitors__changed')) }}

),

sessions as (

    select * from {{ ref('int_sessions__counted') }}
    {{ only_changed('visitor_id', ref('int_web_visitors__changed')) }}

),

-- What is no step of a journey (log-ins, events of unknown types) is as if it were not there.
steps as (

    select
        session_id,
        event_id,
        if(event_type = 'purchase', 'conversion', event_type) as state,
        occurred_at
    from events
    where
        event_type in (
            'page_view', 'search', 'product_view', 'add_to_cart', 'remove_from_cart', 'begin_checkout', 'purchase'
        )

),

-- All in one sort of the events.
steps_between_neighbours as (

    select
        session_id,
        state,
        lag(state) over in_session as previous_state,
        lead(state) over in_session is null as is_last
    from steps
    window in_session as (partition by session_id order by occurred_at, event_id)

),

-- Counted before the ends of paths are told, so that nothing below is as long as the events.
counted as (

    select
        sessions.visitor_id,
        sessions.customer_id,
        steps_between_neighbours.previous_state,
        steps_between_neighbours.state,
        steps_between_neighbours.is_last,
        count(*) as step_count
    from steps_between_neighbours
    inner join sessions using (session_id)
    group by all

),

arrivals_and_exits as (

    select
        visitor_id,
        customer_id,
        if(coalesce(previous_state, 'conversion') = 'conversion', 'start', previous_state) as from_state,
        state as to_state,
        step_count
    from counted
    union all
    select
        visitor_id,
        customer_id,
        state,
        'exit' as to_state,
        step_count
    from counted
    where is_last and state != 'conversion'

),

transitions as (

    select
        visitor_id,
        customer_id,
        from_state,
        to_state,
        cast(sum(step_count) as bigint) as transition_count
    from arrivals_and_exits
    group by visitor_id, customer_id, from_state, to_state

)

select * from transitions
