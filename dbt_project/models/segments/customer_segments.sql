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

-- What builds believed; a back-cast is no change that anybody saw.
believed as (

    select
        customer_id,
        is_current,
        valid_from,
        lag(segment_id) over since_first_build as previous_segment_id,
        lag(segment_name) over since_first_build as previous_segment_name
    from {{ ref('customer_segment_history') }}
    where not is_backcast
    window since_first_build as (partition by customer_id order by valid_from)

),

changes as (

    select * from believed
    where is_current and previous_segment_id is not null

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
        assignments.model_version,
        changes.previous_segment_id,
        changes.previous_segment_name,
        changes.valid_from as changed_at
    from customers
    inner join assignments using (customer_id)
    inner join segments using (segment_id)
    inner join rfm using (customer_id)
    left join changes using (customer_id)

)

select * from customer_segments
