with

orders as (

    select
        *,
        cast({{ dbt.date_trunc('month', 'ordered_on') }} as date) as month_starts_on
    from {{ ref('int_orders__net_of_refunds') }}
    where customer_id is not null

),

newcomers as (

    select
        customer_id,
        min(month_starts_on) as cohort_starts_on
    from orders
    where not is_refund_only
    group by customer_id

),

cohorts as (

    select
        cohort_starts_on,
        count(*) as cohort_customer_count
    from newcomers
    group by cohort_starts_on

),

customer_months as (

    select
        customer_id,
        month_starts_on,
        count(*) filter (where not is_refund_only) as order_count,
        sum(net_spend_usd) as net_revenue_usd
    from orders
    group by customer_id, month_starts_on

),

sales as (

    select
        newcomers.cohort_starts_on,
        customer_months.month_starts_on,
        count(*) filter (where customer_months.order_count > 0) as active_customer_count,
        sum(customer_months.order_count) as order_count,
        sum(customer_months.net_revenue_usd) as net_revenue_usd
    from customer_months
    inner join newcomers using (customer_id)
    group by newcomers.cohort_starts_on, customer_months.month_starts_on

),

-- From the calendar, because a month in which nobody came back would be a hole among the sales.
months as (

    select
        cohort_starts_on,
        cohort_customer_count,
        cast(
            unnest(range(cohort_starts_on, {{ company_day(as_of()) }} + 1, interval 1 month)) as date
        ) as month_starts_on
    from cohorts

),

retention as (

    select
        -- what is counted
        months.cohort_starts_on,
        cast(datediff('month', months.cohort_starts_on, months.month_starts_on) as integer)
            as months_since_first_order,
        months.month_starts_on,
        months.month_starts_on + interval 1 month <= {{ company_day(as_of()) }} as is_complete,

        -- numerics
        months.cohort_customer_count,
        coalesce(sales.active_customer_count, 0) as active_customer_count,
        cast(coalesce(sales.order_count, 0) as bigint) as order_count,
        cast(coalesce(sales.net_revenue_usd, 0) as decimal(18, 2)) as net_revenue_usd,
        coalesce(sales.active_customer_count, 0) / months.cohort_customer_count as retention_share
    from months
    left join sales using (cohort_starts_on, month_starts_on)

)

select * from retention
