{{ config(
    schema='segments',
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='append_new_columns',
    pre_hook='{{ forget_changed_rfm_thresholds() }}',
) }}

-- depends_on: {{ ref('int_rfm_periods__fingerprinted') }}
with

rfm as (

    select * from {{ ref('customer_rfm') }}

),

history as (

    select * from {{ ref('customer_rfm_history') }}
    {% if is_incremental() -%}
    where as_of_on not in (select as_of_on from {{ this }})
    {%- endif %}

),

buyers as (

    select
        {{ company_day('as_of') }} as as_of_on,
        '' as orders_fingerprint,
        days_since_last_order,
        order_count,
        net_spend_usd,
        recency_score,
        frequency_score,
        monetary_score
    from rfm
    where order_count > 0

    union all by name

    select * exclude (customer_id, rfm_segment, rfm_code, frequency_scaled) from history

),

-- The higher the better: of days since the last order fewer are better.
scored as (

    {% for measure, score, goodness in [
        ('days_since_last_order', 'recency_score', '-days_since_last_order'),
        ('order_count', 'frequency_score', 'order_count'),
        ('net_spend_usd', 'monetary_score', 'net_spend_usd'),
    ] -%}
    select
        as_of_on,
        orders_fingerprint,
        '{{ measure }}' as measure,
        {{ score }} as score,
        cast({{ measure }} as decimal(18, 2)) as measured_value,
        cast({{ goodness }} as decimal(18, 2)) as goodness
    from buyers
    {% if not loop.last -%} union all {%- endif %}
    {% endfor %}

),

limits as (

    select
        as_of_on,
        orders_fingerprint,
        measure,
        score,
        min(measured_value) as lowest_value,
        max(measured_value) as highest_value,
        count(*) as customer_count,
        lag(max(goodness)) over (partition by as_of_on, measure order by score) as best_below,
        lead(min(goodness)) over (partition by as_of_on, measure order by score) as worst_above
    from scored
    group by as_of_on, orders_fingerprint, measure, score

),

thresholds as (

    select
        limits.as_of_on,
        limits.orders_fingerprint,
        limits.measure,
        limits.score,
        limits.lowest_value,
        limits.highest_value,
        limits.customer_count,
        count(*) filter (where scored.goodness = limits.best_below) as tied_with_lower_score_count,
        count(*) filter (where scored.goodness = limits.worst_above) as tied_with_higher_score_count
    from limits
    inner join scored using (as_of_on, measure, score)
    group by all

)

select * from thresholds
