{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_other_builds() }}") }}

-- depends_on: {{ ref('int_customers__resolved') }}
with

changed_visitors as (

    select * from {{ ref('int_web_visitors__changed') }}

),

events as (

    select * from {{ ref('int_web_events__sessionized') }}

),

-- A session belongs to one of the customers of its events.
events_of_changed as (

    select distinct
        event_customer_id,
        customer_id
    from events
    where visitor_id in (select changed_visitors.visitor_id from changed_visitors)

),

-- Whose the sessions are, and whose they were: int_sessions__counted is built after this model. The first session of
-- all says that nobody else has one, and the last one that goes takes that away again.
changed as (

    select unnest([event_customer_id, customer_id]) as customer_id from events_of_changed
    {% if builds_on_base() -%}
    {%- set sessions_before = as_it_was('int_sessions__counted') %}
    union
    select customer_id from {{ sessions_before }}
    where visitor_id in (select changed_visitors.visitor_id from changed_visitors)
    union
    select customer_id from {{ ref('int_customers__resolved') }}
    where (exists (select 1 from {{ sessions_before }})) != (exists (select 1 from events))
    except
    select customer_id from {{ this }}
    {%- endif %}

),

noted as (

    select distinct
        customer_id,
        {{ build_id() }} as build_id
    from changed
    where customer_id is not null

)

select * from noted
