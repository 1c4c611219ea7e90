{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ forget('customer_id', ref('int_web_customers__changed')) }}",
) }}

with

counted as (

    select * from {{ ref('int_journey_transitions__counted') }}
    {{ only_changed('customer_id', ref('int_web_customers__changed')) }}

),

transitions as (

    select
        customer_id,
        from_state,
        to_state,
        cast(sum(transition_count) as bigint) as transition_count
    from counted
    where customer_id is not null
    group by customer_id, from_state, to_state

)

select * from transitions
