with

rfm_segments as (

    select * from {{ ref('rfm_segments') }}

),

in_force as (

    select
        rfm_segment,
        score_bins,
        recency_score_from,
        recency_score_to,
        frequency_monetary_score_from,
        frequency_monetary_score_to
    from rfm_segments
    where score_bins = {{ rfm_bins() }}

)

select * from in_force
