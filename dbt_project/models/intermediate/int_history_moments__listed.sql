with

orders as (

    select * from {{ ref('int_orders__net_of_refunds') }}
    where customer_id is not null

),

days as (

    select
        cast(
            unnest(
                generate_series(
                    {{ company_day(as_of()) }} - interval '{{ segment_history_months() }} months',
                    {{ company_day(as_of()) }},
                    interval 1 day
                )
            ) as date
        ) as day_on

),

month_ends as (

    select distinct last_day(day_on) as as_of_on
    from days
    where {{ day_is_over('last_day(day_on)') }}

),

listed as (

    select
        as_of_on,
        {{ company_day_end('as_of_on') }} as as_of
    from month_ends
    where as_of_on >= (select min(orders.ordered_on) from orders)

)

select * from listed
