-- Every combination of the three scores must fall into exactly one rectangle of the seed.
with

scores as (

    select unnest([1, 2, 3, 4, 5]) as score

),

combinations as (

    select
        recency.score as recency_score,
        frequency.score as frequency_score,
        monetary.score as monetary_score
    from scores as recency
    cross join scores as frequency
    cross join scores as monetary

),

matches as (

    select
        combinations.recency_score,
        combinations.frequency_score,
        combinations.monetary_score,
        count(rfm_segments.rfm_segment) as segment_count
    from combinations
    left join {{ ref('rfm_segments') }} as rfm_segments
        on
            combinations.recency_score between rfm_segments.recency_score_from and rfm_segments.recency_score_to
            and (combinations.frequency_score + combinations.monetary_score) / 2.0
            between rfm_segments.frequency_monetary_score_from and rfm_segments.frequency_monetary_score_to
    group by all

)

select * from matches
where segment_count != 1
