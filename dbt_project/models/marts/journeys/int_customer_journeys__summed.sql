{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ forget('customer_id', ref('int_web_customers__changed')) }}",
) }}

with

sessions as (

    select * from {{ ref('int_sessions__counted') }}
    where customer_id is not null {{ only_changed('customer_id', ref('int_web_customers__changed'), begin='and') }}

),

judged as (

    select * from {{ ref('int_journey_sessions__judged') }}

),

transitions as (

    select * from {{ ref('customer_transitions') }}
    {{ only_changed('customer_id', ref('int_web_customers__changed')) }}

),

-- A cart outlives a session that leaves it: whoever touches it next comes back to it.
cart_sessions as (

    select
        session_id,
        lag(is_cart_abandoned, 1, false) over (partition by customer_id order by started_at, session_id)
            as has_return_to_cart
    from sessions
    where add_to_cart_count + remove_from_cart_count + begin_checkout_count + purchase_count > 0

),

visits as (

    select
        sessions.customer_id,
        count(*) as session_count,
        count(*) filter (where sessions.add_to_cart_count > 0) as cart_session_count,
        count(*) filter (where judged.has_details_before_cart) as details_before_cart_session_count,
        count(*) filter (where judged.has_search_first) as search_first_session_count,
        count(*) filter (where cart_sessions.has_return_to_cart) as return_to_cart_session_count,
        count(cart_sessions.session_id) = 0 as is_browsing_only,
        arg_min(sessions.has_purchase, (sessions.started_at, sessions.session_id)) as has_bought_at_first_visit
    from sessions
    left join judged using (session_id)
    left join cart_sessions using (session_id)
    group by sessions.customer_id

),

-- The most frequent one of what was done on the way; of equals, the first in the alphabet.
paths as (

    select
        customer_id,
        sum(transition_count) as transition_count,
        sum(transition_count) filter (where from_state = 'start') as path_count,
        sum(transition_count) filter (where to_state = 'conversion') as conversion_count,
        sum(transition_count) filter (where to_state != 'exit') as step_count,
        count(*) as distinct_transition_count,
        -- The same as the sum of -p * log2(p). Rounded, because the last bits depend on the order of the rows.
        abs(round(
            log2(sum(transition_count)) - sum(transition_count * log2(transition_count)) / sum(transition_count), 6
        )) as transition_entropy_bits,
        arg_min(from_state || ' > ' || to_state, (-transition_count, from_state, to_state)) filter (
            where from_state != 'start' and to_state != 'exit'
        ) as most_frequent_transition
    from transitions
    group by customer_id

),

summed as (

    select
        visits.customer_id,
        visits.session_count,
        cast(coalesce(paths.path_count, 0) as bigint) as path_count,
        cast(coalesce(paths.conversion_count, 0) as bigint) as conversion_count,
        cast(coalesce(paths.step_count, 0) as bigint) as step_count,
        cast(coalesce(paths.transition_count, 0) as bigint) as transition_count,
        coalesce(paths.distinct_transition_count, 0) as distinct_transition_count,
        paths.transition_entropy_bits,
        paths.most_frequent_transition,
        visits.cart_session_count,
        visits.details_before_cart_session_count,
        2 * visits.details_before_cart_session_count >= nullif(visits.cart_session_count, 0)
            as is_reviewing_details_before_cart,
        visits.search_first_session_count,
        2 * visits.search_first_session_count >= visits.session_count as is_searching_first,
        visits.return_to_cart_session_count,
        visits.return_to_cart_session_count > 0 as has_returned_to_cart,
        visits.has_bought_at_first_visit,
        visits.is_browsing_only
    from visits
    left join paths using (customer_id)

)

select * from summed
