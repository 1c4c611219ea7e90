with

assignments as (

    select * from {{ ref('cluster_assignments') }}

),

segments as (

    select * from {{ ref('dim_segments') }}

),

features as (

    select * from {{ ref('customer_features') }}

),

rfm as (

    select * from {{ ref('customer_rfm') }}

),

staged as (

    select
        assignments.segment_id,
        segments.segment_name,
        rfm.rfm_segment,
        {{ lifecycle_stage('features.days_since_first_order', 'features.days_since_last_order') }} as lifecycle_stage,
        features.net_spend_usd
    from assignments
    inner join segments using (segment_id)
    inner join features using (customer_id)
    inner join rfm using (customer_id)

),

overlap as (

    select
        segment_id,
        segment_name,
        rfm_segment,
        lifecycle_stage,
        count(*) as customer_count,
        count(*) / sum(count(*)) over () as customer_share,
        count(*) / sum(count(*)) over (partition by segment_id) as share_of_segment,
        cast(sum(net_spend_usd) as decimal(18, 2)) as net_spend_usd
    from staged
    group by segment_id, segment_name, rfm_segment, lifecycle_stage

)

select * from overlap
