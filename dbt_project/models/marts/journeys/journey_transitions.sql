with

transitions as (

    select * from {{ ref('int_journey_transitions__counted') }}

),

rfm as (

    select * from {{ ref('customer_rfm') }}

),

scoped as (

    select
        'all' as scope,
        from_state,
        to_state,
        transition_count
    from transitions
    union all
    select
        rfm.rfm_segment,
        transitions.from_state,
        transitions.to_state,
        transitions.transition_count
    from transitions
    inner join rfm using (customer_id)

),

summed as (

    select
        scope,
        from_state,
        to_state,
        cast(sum(transition_count) as bigint) as transition_count
    from scoped
    group by scope, from_state, to_state

),

weighed as (

    select
        scope,
        from_state,
        to_state,
        transition_count,
        transition_count / sum(transition_count) over (partition by scope, from_state) as transition_probability
    from summed

)

select * from weighed
