with

orders as (

    select
        *,
        {{ company_week('ordered_on') }} as week_starts_on
    from {{ ref('int_orders__net_of_refunds') }}

),

orders_of_newcomers_marked as (

    select
        *,
        week_starts_on = min(week_starts_on) filter (where not is_refund_only) over (partition by customer_id)
            as is_of_first_week
    from orders

),

sales as (

    select
        week_starts_on,
        count(*) filter (where not is_refund_only) as order_count,
        sum(net_spend_usd) as net_revenue_usd,
        count(distinct customer_id) filter (where not is_refund_only) as active_customer_count,
        count(distinct customer_id) filter (where not is_refund_only and is_of_first_week) as new_customer_count
    from orders_of_newcomers_marked
    group by week_starts_on

),

calendar as (

    select
        min(ordered_on) as first_ordered_on,
        {{ company_day(as_of()) }} as as_of_on
    from orders

),

-- From the calendar, because a week without orders would be a hole among the sales. Before the first order: no week.
weeks as (

    select
        first_ordered_on,
        as_of_on,
        cast(
            unnest(range({{ company_week('first_ordered_on') }}, as_of_on + 1, interval 7 days)) as date
        ) as week_starts_on
    from calendar

),

kpis as (

    select
        -- the week
        weeks.week_starts_on,
        weeks.week_starts_on + 7 <= weeks.as_of_on as is_complete,
        cast(greatest(
            least(weeks.week_starts_on + 7, weeks.as_of_on) - greatest(weeks.week_starts_on, weeks.first_ordered_on), 0
        ) as integer) as covered_day_count,

        -- numerics
        coalesce(sales.order_count, 0) as order_count,
        cast(coalesce(sales.net_revenue_usd, 0) as decimal(18, 2)) as net_revenue_usd,
        coalesce(sales.active_customer_count, 0) as active_customer_count,
        coalesce(sales.new_customer_count, 0) as new_customer_count,

        -- timestamps
        {{ as_of() }} as as_of
    from weeks
    left join sales using (week_starts_on)

)

select * from kpis
