with

touches as (

    select * from {{ ref('fct_marketing_touches') }}
    where touch_type in ('opened', 'clicked', 'click')

),

tickets as (

    select * from {{ ref('fct_support_tickets') }}

),

responses as (

    select
        customer_id,
        touched_on as active_on,
        touch_type = 'opened' as is_open,
        touch_type in ('clicked', 'click') as is_click,
        false as is_ticket
    from touches
    union all
    select
        customer_id,
        opened_on as active_on,
        false as is_open,
        false as is_click,
        true as is_ticket
    from tickets

),

counted as (

    select
        customer_id,
        active_on,
        count(*) filter (where is_open) as touch_open_count,
        count(*) filter (where is_click) as touch_click_count,
        count(*) filter (where is_ticket) as ticket_count
    from responses
    where customer_id is not null
    group by customer_id, active_on

)

select * from counted
