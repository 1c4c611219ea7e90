with

lines as (

    select
        *,
        {{ company_day('ordered_at') }} as ordered_on
    from {{ ref('int_order_lines__unioned') }}

),

rates as (

    select * from {{ ref('int_exchange_rates__dated') }}
    where usd_per_unit is not null

),

known_currencies as (

    select distinct currency from {{ ref('exchange_rates') }}

),

-- Dollars are left out first: of most shops nothing remains to be looked up.
lines_without_rate as (

    select
        lines.order_id,
        lines.currency,
        lines.ordered_on
    from lines
    left join rates using (currency, ordered_on)
    where lines.currency is distinct from 'USD' and rates.usd_per_unit is null

),

reasons as (

    select distinct
        lines_without_rate.currency,
        lines_without_rate.ordered_on,
        case
            when lines_without_rate.currency is null then 'no currency'
            when known_currencies.currency is null then 'unknown currency'
            else 'no rate on or before the day'
        end as reason
    from lines_without_rate
    left join known_currencies using (currency)

),

set_aside as (

    select
        -- ids
        lines.shop,
        lines.order_id,
        lines.product_id,
        lines.line_number,

        -- text
        coalesce(reasons.reason, 'another line of the order has no rate') as reason,

        -- numerics
        lines.is_refund,
        cast(lines.sales_amount as decimal(18, 2)) as sales_amount,
        lines.currency,

        -- timestamps
        lines.ordered_at,
        lines.ordered_on
    from lines
    left join reasons
        on lines.currency is not distinct from reasons.currency and lines.ordered_on = reasons.ordered_on
    where lines.order_id in (select lines_without_rate.order_id from lines_without_rate)

)

select * from set_aside
