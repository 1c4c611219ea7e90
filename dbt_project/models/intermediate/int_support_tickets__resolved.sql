with

tickets as (

    select * from {{ ref('stg_crm__support_tickets') }}

),

customers as (

    select * from {{ ref('int_customers__resolved') }}

),

resolved as (

    select
        -- ids
        tickets.ticket_id,
        customers.customer_id,

        -- text
        tickets.status,
        tickets.category,
        tickets.priority,
        tickets.channel,

        -- numerics
        tickets.satisfaction_score,
        (epoch_ms(tickets.closed_at) - epoch_ms(tickets.opened_at)) / 3600000 as resolution_hours,

        -- timestamps
        tickets.opened_at,
        tickets.closed_at,
        {{ company_day('tickets.opened_at') }} as opened_on
    from tickets
    left join customers using (customer_ref)

)

select * from resolved
