with

events as (

    select * from {{ ref('stg_web__events') }}

),

logins as (

    select distinct
        visitor_id,
        customer_ref
    from events
    where customer_ref is not null

)

select * from logins
