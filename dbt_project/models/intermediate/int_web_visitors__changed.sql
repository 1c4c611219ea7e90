{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_other_builds() }}") }}

with

events as (

    select * from {{ ref('stg_web__events') }}

),

changed_events as (

    select * from {{ ref('stg_web__changed_events') }}

),

moved_refs as (

    select * from {{ ref('int_customer_refs__moved') }}

),

-- A changed event may have been done on another browser before.
changed as (

    select visitor_id from events
    where event_id in (select changed_events.event_id from changed_events)
    union
    select visitor_id from events
    where customer_ref in (select moved_refs.customer_ref from moved_refs)
    {% if builds_on_base() -%}
    union
    select visitor_id from {{ as_it_was('int_web_events__sessionized') }}
    where event_id in (select changed_events.event_id from changed_events)
    except
    select visitor_id from {{ this }}
    {%- endif %}

),

noted as (

    select
        visitor_id,
        {{ build_id() }} as build_id
    from changed

)

select * from noted
