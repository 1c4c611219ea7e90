with

events as (

    select * from {{ ref('stg_web__events') }}

),

customers as (

    select * from {{ ref('int_customers__resolved') }}

),

visitors as (

    select
        visitor_id,
        arg_max(customer_ref, (occurred_at, event_id)) filter (where customer_ref is not null) as last_customer_ref,
        min(occurred_at) as first_seen_at
    from events
    group by visitor_id

),

resolved as (

    select
        visitors.visitor_id,
        customers.customer_id,
        visitors.first_seen_at
    from visitors
    left join customers on visitors.last_customer_ref = customers.customer_ref

)

select * from resolved
