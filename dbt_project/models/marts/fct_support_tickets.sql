with

tickets as (

    select * from {{ ref('int_support_tickets__resolved') }}

),

support_tickets as (

    select
        -- ids
        ticket_id,
        customer_id,

        -- text
        status,
        category,
        priority,
        channel,

        -- numerics
        satisfaction_score,
        resolution_hours,

        -- timestamps
        opened_at,
        closed_at,
        opened_on
    from tickets

)

select * from support_tickets
