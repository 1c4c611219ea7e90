with

first_days as (

    select min(ordered_on) as first_on from {{ ref('int_orders__net_of_refunds') }}
    union all
    select min(started_on) as first_on from {{ ref('int_sessions__counted') }}
    union all
    select min(touched_on) as first_on from {{ ref('int_marketing_touches__unioned') }}
    union all
    select min(opened_on) as first_on from {{ ref('int_support_tickets__resolved') }}
    union all
    select {{ company_day('min(registered_at)') }} as first_on from {{ ref('int_customer_profiles__counted') }}

),

span as (

    select
        least(min(first_on), {{ company_day(as_of()) }}) as first_on,
        {{ company_day(as_of()) }} as as_of_on
    from first_days

),

-- Whole fiscal years, because a period of which days are missing cannot be compared with another one.
days as (

    select
        as_of_on,
        cast(
            unnest(range(
                {{ fiscal_year_start('first_on') }},
                {{ fiscal_year_start('as_of_on') }} + interval '1 year',
                interval '1 day'
            )) as date
        ) as date_day
    from span

),

on_fiscal_calendar as (

    select
        *,
        {{ on_fiscal_calendar('date_day') }} as fiscal_day,
        {{ fiscal_year_start('date_day') }} as fiscal_year_starts_on
    from days

),

calendar as (

    select
        date_day,

        -- the day
        cast(isodow(date_day) as integer) as day_of_week,
        dayname(date_day) as day_of_week_label,
        isodow(date_day) > 5 as is_weekend,
        date_day < as_of_on as is_over,

        -- the company's weeks, and the calendar's months, quarters and years
        {{ company_week('date_day') }} as week_starts_on,
        cast(date_trunc('month', date_day) as date) as month_starts_on,
        cast(month(date_day) as integer) as month_of_year,
        monthname(date_day) as month_label,
        cast(date_trunc('quarter', date_day) as date) as quarter_starts_on,
        cast(quarter(date_day) as integer) as quarter_of_year,
        cast(date_trunc('year', date_day) as date) as year_starts_on,
        cast(year(date_day) as integer) as calendar_year,

        -- the company's fiscal calendar
        fiscal_year_starts_on,
        cast(year(fiscal_year_starts_on + interval '1 year' - interval '1 day') as integer) as fiscal_year,
        cast(quarter(fiscal_day) as integer) as fiscal_quarter,
        cast(month(fiscal_day) as integer) as fiscal_period,
        'FY' || year(fiscal_year_starts_on + interval '1 year' - interval '1 day') || '-Q' || quarter(fiscal_day)
            as fiscal_quarter_label
    from on_fiscal_calendar

)

select * from calendar
