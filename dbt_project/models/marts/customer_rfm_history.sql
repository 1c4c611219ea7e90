{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='append_new_columns',
    pre_hook='{{ forget_changed_rfm_periods() }}',
) }}

with

-- Those that stand stay.
periods as (

    select
        *,
        row_number() over (order by as_of_on) as period_number,
        count(*) over () as period_count
    from {{ ref('int_rfm_periods__fingerprinted') }}
    {% if is_incremental() -%}
    where as_of_on not in (select as_of_on from {{ this }})
    {%- endif %}

),

rfm_segments as (

    select * from {{ ref('rfm_segments') }}

),

-- What was booked before the first of the periods is one sum.
booked as (

    select
        summed.customer_id,
        greatest(summed.as_of_on, (select min(periods.as_of_on) from periods)) as as_of_on,
        cast(sum(summed.order_count) as bigint) as order_count,
        cast(sum(summed.net_spend_usd) as decimal(18, 2)) as net_spend_usd,
        max(summed.last_ordered_on) as last_ordered_on
    from {{ ref('int_customer_periods__summed') }} as summed
    where summed.as_of_on <= (select max(periods.as_of_on) from periods)
    group by all

),

customers as (

    select
        customer_id,
        row_number() over (order by customer_id) as customer_number
    from (select distinct customer_id from booked) as distinct_ids

),

bookings as (

    select
        booked.*,
        customers.customer_number
    from booked
    inner join customers using (customer_id)

),

running_sums as (

    {{ rfm_running_sums('bookings', 'periods') }}

),

measured as (

    select
        periods.as_of_on,
        running_sums.customer_number,
        cast(periods.as_of_on - running_sums.last_ordered_on as integer) as days_since_last_order,
        cast(running_sums.order_count as bigint) as order_count,
        cast(running_sums.net_spend_usd as decimal(18, 2)) as net_spend_usd
    from running_sums
    inner join periods using (period_number)

),

scored as (

    {{ rfm_scored('measured', 'as_of_on') }}

),

labels as (

    {{ rfm_labels('rfm_segments') }}

),

history as (

    select
        customers.customer_id,
        scored.* exclude (customer_number),
        periods.orders_fingerprint,
        labels.rfm_segment,
        labels.rfm_code
    from scored
    inner join periods using (as_of_on)
    inner join customers using (customer_number)
    left join labels using (recency_score, frequency_score, monetary_score)

)

select * from history
