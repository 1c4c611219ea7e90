with

sessions as (

    select
        *,
        case
            when purchase_count > 0 then 5
            when begin_checkout_count > 0 then 4
            when add_to_cart_count > 0 then 3
            when product_view_count > 0 then 2
            else 1
        end as furthest_stage_order,
        -- A customer who comes with two devices counts once for each of them, and once for all.
        unnest([coalesce(device_type, 'unknown'), 'all']) as device
    from {{ ref('int_sessions__counted') }}

),

customers as (

    select
        started_on,
        device,
        max(furthest_stage_order) as furthest_stage_order
    from sessions
    where customer_id is not null
    group by started_on, device, customer_id

),

-- So that counting who got at least as far as a stage reads a few rows a day.
ends as (

    select
        started_on,
        device,
        furthest_stage_order,
        count(*) as session_count,
        0 as customer_count
    from sessions
    group by started_on, device, furthest_stage_order
    union all
    select
        started_on,
        device,
        furthest_stage_order,
        0 as session_count,
        count(*) as customer_count
    from customers
    group by started_on, device, furthest_stage_order

),

days as (

    select cast(unnest(range(min(started_on), {{ company_day(as_of()) }} + 1, interval 1 day)) as date) as started_on
    from sessions

),

devices as (

    select distinct device from sessions

),

stages (stage_order, stage) as (

    values (1, 'visit'), (2, 'product_view'), (3, 'add_to_cart'), (4, 'begin_checkout'), (5, 'purchase')

),

funnel as (

    select
        -- what is counted
        days.started_on,
        devices.device as device_type,
        stages.stage,
        stages.stage_order,
        {{ day_is_over('days.started_on') }} as is_complete,

        -- numerics
        cast(coalesce(sum(ends.session_count), 0) as bigint) as session_count,
        cast(coalesce(sum(ends.customer_count), 0) as bigint) as customer_count
    from days
    cross join devices
    cross join stages
    left join ends
        on
            days.started_on = ends.started_on
            and devices.device = ends.device
            and stages.stage_order <= ends.furthest_stage_order
    group by days.started_on, devices.device, stages.stage, stages.stage_order

)

select * from funnel
