with

moments as (

    select * from {{ ref('int_history_moments__listed') }}

),

sums as (

    select * from {{ ref('int_customer_months__summed') }}

),

recent as (

    select * from {{ ref('int_customer_months__windowed') }}

),

paces as (

    select * from {{ ref('int_customer_months__paced') }}

),

redemptions as (

    select * from {{ ref('int_customer_months__redeemed') }}

),

-- Each sum holds until the next booking.
until_then as (

    select
        sums.customer_id,
        sums.period_number,
        lead(sums.period_number, 1, sums.period_count + 1) over by_period as next_period_number,
        sum(sums.order_count) over by_period as order_count,
        sum(sums.net_spend_usd) over by_period as net_spend_usd,
        sum(sums.discount_usd) over by_period as discount_usd,
        sum(sums.gross_amount_usd) over by_period as gross_amount_usd,
        min(sums.first_ordered_on) over by_period as first_ordered_on,
        max(sums.last_ordered_on) over by_period as last_ordered_on,
        last_value(paces.median_days_between_orders ignore nulls) over by_period as median_days_between_orders
    from sums
    left join paces using (customer_id, period_number)
    window by_period as (partition by sums.customer_id order by sums.period_number)

),

months as (

    select
        * exclude (period_number),
        unnest(range(period_number, next_period_number)) as period_number
    from until_then
    where order_count > 0

),

history as (

    select
        -- ids
        months.customer_id,
        moments.as_of_on,
        moments.as_of,
        moments.is_month_end,

        -- orders
        cast(moments.as_of_on - months.last_ordered_on as integer) as days_since_last_order,
        cast(moments.as_of_on - months.first_ordered_on as integer) as days_since_first_order,
        cast(months.order_count as bigint) as order_count,
        cast(months.net_spend_usd as decimal(18, 2)) as net_spend_usd,
        cast(months.net_spend_usd as double) / months.order_count as average_order_value_usd,
        coalesce(recent.orders_last_30_days_count, 0) as orders_last_30_days_count,
        coalesce(recent.orders_last_90_days_count, 0) as orders_last_90_days_count,
        cast(coalesce(recent.net_spend_last_90_days_usd, 0) as decimal(18, 2)) as net_spend_last_90_days_usd,
        months.median_days_between_orders,
        cast(months.discount_usd as double) / nullif(cast(months.gross_amount_usd as double), 0) as discount_share,

        -- campaigns: what had not been loaded of them by then is unknown, not zero
        if(
            moments.period_number >= (select min(earliest.period_number) from redemptions as earliest),
            coalesce(redemptions.coupon_redemption_count, 0),
            null
        ) as coupon_redemption_count
    from months
    inner join moments using (period_number)
    left join recent using (customer_id, period_number)
    left join redemptions using (customer_id, period_number)

)

select * from history
