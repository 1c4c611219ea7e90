with

customers as (

    select * from {{ ref('int_customers__resolved') }}

),

profiles as (

    select * from {{ ref('int_customer_profiles__counted') }}

),

orders as (

    select * from {{ ref('int_orders__net_of_refunds') }}

),

events as (

    select * from {{ ref('int_web_events__sessionized') }}

),

touches as (

    select * from {{ ref('stg_crm__campaign_touches') }}

),

redemptions as (

    select * from {{ ref('stg_crm__coupon_redemptions') }}

),

-- Whatever proves that somebody exists; a redemption counts once its day is over.
seen as (

    select
        customer_id,
        {{ company_day('registered_at') }} as seen_on
    from profiles

    union all

    select
        customer_id,
        min(ordered_on) as seen_on
    from orders
    group by customer_id

    union all

    select
        event_customer_id as customer_id,
        {{ company_day('min(occurred_at)') }} as seen_on
    from events
    where event_customer_id is not null
    group by event_customer_id

    union all

    select
        customers.customer_id,
        {{ company_day('min(touches.touched_at)') }} as seen_on
    from touches
    inner join customers using (customer_ref)
    group by customers.customer_id

    union all

    select
        customers.customer_id,
        min(redemptions.redeemed_on) + 1 as seen_on
    from redemptions
    inner join customers using (customer_ref)
    group by customers.customer_id

),

first_seen as (

    select
        customer_id,
        min(seen_on) as first_seen_on
    from seen
    where customer_id is not null and seen_on is not null
    group by customer_id

)

select * from first_seen
