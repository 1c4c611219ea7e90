with

customers as (

    select * from {{ ref('dim_customers') }}

),

orders as (

    select * from {{ ref('int_customer_orders__summarized') }}

),

first_seen as (

    select * from {{ ref('int_customers__first_seen') }}

),

rfm_segments as (

    select * from {{ ref('rfm_segments') }}

),

measured as (

    select
        customers.customer_id,
        row_number() over (order by customers.customer_id) as customer_number,
        {{ as_of() }} as as_of,
        coalesce(first_seen.first_seen_on, {{ company_day(as_of()) }}) as first_seen_on,
        cast({{ days_before_as_of('orders.last_ordered_on') }} as integer) as days_since_last_order,
        coalesce(orders.order_count, 0) as order_count,
        cast(coalesce(orders.net_spend_usd, 0) as decimal(18, 2)) as net_spend_usd
    from customers
    left join orders using (customer_id)
    left join first_seen using (customer_id)

),

buyers as (

    select * from measured
    where order_count > 0

),

scored as (

    {{ rfm_scored('buyers', 'as_of') }}

),

labels as (

    {{ rfm_labels('rfm_segments') }}

),

rfm as (

    select
        -- ids
        measured.customer_id,
        measured.as_of,

        -- measures
        measured.days_since_last_order,
        measured.order_count,
        measured.net_spend_usd,

        -- scores
        scored.recency_score,
        scored.frequency_score,
        scored.monetary_score,
        case when measured.order_count = 0 then 'Prospect' else labels.rfm_segment end as rfm_segment,
        labels.rfm_code,
        scored.frequency_scaled,

        -- dates
        measured.first_seen_on
    from measured
    left join scored using (customer_number)
    left join labels using (recency_score, frequency_score, monetary_score)

)

select * from rfm
