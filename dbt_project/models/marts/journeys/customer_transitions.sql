with

counted as (

    select * from {{ ref('int_journey_transitions__counted') }}

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
