-- A profile that is younger than what its person bought, or did while logged in: registered late at the till, or the
-- wrong person. One row per customer and kind; of several profiles the oldest counts.
{{ config(severity='warn') }}

with

registered as (

    select
        customers.customer_id,
        min(profiles.registered_at) as registered_at
    from {{ ref('int_customers__resolved') }} as customers
    inner join {{ ref('stg_crm__customers') }} as profiles using (customer_ref)
    group by customers.customer_id

),

first_seen as (

    select
        customer_id,
        'order' as kind,
        min(ordered_at) as first_at
    from {{ ref('fct_orders') }}
    group by customer_id
    union all
    select
        event_customer_id as customer_id,
        'web event' as kind,
        min(occurred_at) as first_at
    from {{ ref('int_web_events__sessionized') }}
    group by event_customer_id

)

select
    first_seen.customer_id,
    first_seen.kind,
    first_seen.first_at,
    registered.registered_at
from first_seen
inner join registered using (customer_id)
where first_seen.first_at < registered.registered_at
