{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook='{{ forget_changed_features() }}',
) }}

-- depends_on: {{ ref('int_order_customers__changed') }}
with

sums as (

    select * from {{ ref('int_customer_months__summed') }}

),

recent as (

    select * from {{ ref('int_customer_months__windowed') }}

),

redemptions as (

    select * from {{ ref('int_customer_months__redeemed') }}

),

moments as (

    select
        *,
        {{ month_number('as_of_on') }} as month_number,
        {{ 'as_of_on not in (select standing.as_of_on from ' ~ this ~ ' as standing)' if builds_on_base() else true }}
            as is_missing
    from {{ ref('int_history_moments__listed') }}

),

spans as (

    select
        min(month_number) as first_number,
        max(month_number) + 1 as end_number,
        bool_or(is_missing) as has_missing
    from moments

),

-- A row per month until the next booking. Of customers with rows that stand, only a month without rows is wanted.
months as (

    select
        sums.*,
        sums.customer_id not in ({{ customers_with_features() }}) as is_missing,
        unnest(range(
            greatest({{ month_number('sums.month_ends_on') }}, spans.first_number),
            least(coalesce({{ month_number('sums.next_month_ends_on') }}, spans.end_number), spans.end_number)
        )) as month_number
    from sums
    cross join spans
    where sums.order_count > 0 and (spans.has_missing or sums.customer_id not in ({{ customers_with_features() }}))

),

month_ends as (

    select
        months.customer_id,
        moments.as_of_on,
        moments.as_of,
        true as is_month_end,
        cast(moments.as_of_on - months.last_ordered_on as integer) as days_since_last_order,
        cast(moments.as_of_on - months.first_ordered_on as integer) as days_since_first_order,
        months.order_count,
        months.net_spend_usd,
        cast(months.net_spend_usd as double) / months.order_count as average_order_value_usd,
        coalesce(recent.orders_last_30_days_count, 0) as orders_last_30_days_count,
        coalesce(recent.orders_last_90_days_count, 0) as orders_last_90_days_count,
        cast(coalesce(recent.net_spend_last_90_days_usd, 0) as decimal(18, 2)) as net_spend_last_90_days_usd,
        months.median_days_between_orders,
        cast(months.discount_usd as double) / nullif(cast(months.gross_amount_usd as double), 0) as discount_share,
        {{ known_coupons('moments.as_of_on', 'redemptions.coupon_redemption_count', 'redemptions') }}
            as coupon_redemption_count
    from months
    inner join moments using (month_number)
    left join recent on months.customer_id = recent.customer_id and moments.as_of_on = recent.month_ends_on
    left join redemptions on months.customer_id = redemptions.customer_id and moments.as_of_on = redemptions.as_of_on
    where months.is_missing or moments.is_missing

),

history as (

    select * from month_ends
    union all by name
    select
        customer_id,
        {{ company_day('as_of') }} as as_of_on,
        as_of,
        false as is_month_end,
        {{ features_of_history() | join(',\n        ') }}
    from {{ ref('customer_features') }}
    where order_count > 0

)

select * from history
