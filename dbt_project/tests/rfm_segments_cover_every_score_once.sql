-- For each number of bins, every combination of the three scores must fall into exactly one rectangle of the seed.
with

bins as (

    select unnest([4, 5, 10]) as score_bins

),

scores as (

    select
        score_bins,
        unnest(range(1, score_bins + 1)) as score
    from bins

),

combinations as (

    select
        score_bins,
        recency.score as recency_score,
        frequency.score as frequency_score,
        monetary.score as monetary_score
    from scores as recency
    inner join scores as frequency using (score_bins)
    inner join scores as monetary using (score_bins)

),

matches as (

    select
        combinations.score_bins,
        combinations.recency_score,
        combinations.frequency_score,
        combinations.monetary_score,
        count(rfm_segments.rfm_segment) as segment_count
    from combinations
    left join {{ ref('rfm_segments') }} as rfm_segments
        on
            combinations.score_bins = rfm_segments.score_bins
            and combinations.recency_score between rfm_segments.recency_score_from and rfm_segments.recency_score_to
            and (combinations.frequency_score + combinations.monetary_score) / 2.0
            between rfm_segments.frequency_monetary_score_from and rfm_segments.frequency_monetary_score_to
    group by all

)

select * from matches
where segment_count != 1
