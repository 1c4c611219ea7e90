with

summed as (

    select * from {{ ref('int_customer_journeys__summed') }}

),

journeys as (

    select
        -- ids
        customer_id,
        {{ as_of() }} as as_of,

        -- paths
        session_count,
        path_count,
        conversion_count,
        step_count,
        transition_count,
        distinct_transition_count,
        transition_entropy_bits,
        most_frequent_transition,

        -- patterns
        cart_session_count,
        details_before_cart_session_count,
        is_reviewing_details_before_cart,
        search_first_session_count,
        is_searching_first,
        return_to_cart_session_count,
        has_returned_to_cart,
        has_bought_at_first_visit,
        is_browsing_only
    from summed

)

select * from journeys
