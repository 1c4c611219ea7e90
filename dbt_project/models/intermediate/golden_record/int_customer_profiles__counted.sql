with

customers as (

    select * from {{ ref('int_customers__resolved') }}

),

profiles as (

    select * from {{ ref('stg_crm__customers') }}

),

counted as (

    select
        customers.customer_id,
        count(*) filter (where customers.has_profile) as profile_count,
        min(profiles.registered_at) as registered_at
    from customers
    left join profiles using (customer_ref)
    group by customers.customer_id

)

select * from counted
