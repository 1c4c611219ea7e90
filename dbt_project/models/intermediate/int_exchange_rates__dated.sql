with

lines as (

    select * from {{ ref('int_order_lines__unioned') }}
    where currency != 'USD'

),

rates as (

    select * from {{ ref('exchange_rates') }}

),

sold as (

    select distinct
        currency,
        {{ company_day('ordered_at') }} as ordered_on
    from lines

),

dated as (

    select
        sold.currency,
        sold.ordered_on,
        max(rates.valid_on) as valid_on,
        arg_max(rates.usd_per_unit, rates.valid_on) as usd_per_unit
    from sold
    left join rates on sold.currency = rates.currency and sold.ordered_on >= rates.valid_on
    group by sold.currency, sold.ordered_on

)

select * from dated
