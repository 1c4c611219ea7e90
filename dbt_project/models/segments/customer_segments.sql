with

customers as (

    select * from {{ ref('dim_customers') }}

),

assignments as (

    select * from {{ ref('cluster_assignments') }}

),

segments as (

    select * from {{ ref('dim_segments') }}

),

rfm as (

    select * from {{ ref('customer_rfm') }}

),

customer_segments as (

    select
        customers.customer_id,
        assignments.as_of,
        assignments.segment_id,
        segments.segment_name,
        rfm.rfm_segment,
        assignments.confidence,
        assignments.is_outlier,
        assignments.model_version
    from customers
    inner join assignments using (customer_id)
    inner join segments using (segment_id)
    inner join rfm using (customer_id)

)

select * from customer_segments
