with

customers as (

    select * from {{ ref('dim_customers') }}

),

orders as (

    select * from {{ ref('int_customer_orders__summarized') }}

),

rfm_segments as (

    select * from {{ ref('rfm_segments') }}

),

measured as (

    select
        customers.customer_id,
        orders.days_since_last_order,
        coalesce(orders.order_count, 0) as order_count,
        coalesce(orders.net_spend_usd, 0) as net_spend_usd
    from customers
    left join orders using (customer_id)

),

-- Quintiles of the buyers, 5 is best. The tie-break of all three scores: the smaller customer_id counts as the lesser.
scored as (

    select
        customer_id,
        ntile(5) over (order by days_since_last_order desc, customer_id asc) as recency_score,
        ntile(5) over (order by order_count asc, customer_id asc) as frequency_score,
        ntile(5) over (order by net_spend_usd asc, customer_id asc) as monetary_score
    from measured
    where order_count > 0

),

labelled as (

    select
        scored.*,
        rfm_segments.rfm_segment
    from scored
    left join rfm_segments
        on
            scored.recency_score between rfm_segments.recency_score_from and rfm_segments.recency_score_to
            and (scored.frequency_score + scored.monetary_score) / 2.0
            between rfm_segments.frequency_monetary_score_from and rfm_segments.frequency_monetary_score_to

),

rfm as (

    select
        -- ids
        measured.customer_id,
        {{ as_of() }} as as_of,

        -- measures
        cast(measured.days_since_last_order as integer) as days_since_last_order,
        measured.order_count,
        cast(measured.net_spend_usd as decimal(18, 2)) as net_spend_usd,

        -- scores
        cast(labelled.recency_score as integer) as recency_score,
        cast(labelled.frequency_score as integer) as frequency_score,
        cast(labelled.monetary_score as integer) as monetary_score,
        case when measured.order_count = 0 then 'Prospect' else labelled.rfm_segment end as rfm_segment
    from measured
    left join labelled using (customer_id)

)

select * from rfm
