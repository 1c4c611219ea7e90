{%- set measures = profiled_measures() -%}

with

segments as (

    select * from {{ ref('dim_segments') }}

),

assignments as (

    select * from {{ ref('cluster_assignments') }}

),

features as (

    select * from {{ ref('customer_features') }}

),

measured as (

    select
        assignments.segment_id,
        unnest([
            {%- for measure in measures %}
            { 'feature': '{{ measure }}', 'measure': cast(features.{{ measure }} as double) }{{ ',' if not loop.last }}
            {%- endfor %}
        ], recursive := true)
    from features
    inner join assignments using (customer_id)

),

-- Logarithms, or a few large customers would decide.
known as (

    select
        segment_id,
        feature,
        measure,
        {{ on_log_scale('measure') }} as logarithm
    from measured
    where measure is not null

),

of_everybody as (

    select
        feature,
        {{ measure_statistics() }}
    from known
    group by feature

),

of_segment as (

    select
        segment_id,
        feature,
        {{ measure_statistics() }}
    from known
    group by segment_id, feature

),

compared as (

    select
        own.*,
        everybody.mean as population_mean,
        everybody.median as population_median,
        {{ hedges_g('own', 'everybody') }}
    from of_segment as own
    inner join of_everybody as everybody on own.feature = everybody.feature

),

differentiators as (

    select
        -- ids
        compared.segment_id,
        segments.segment_name,
        compared.feature,
        cast(row_number() over strongest_first as integer) as differentiator_rank,
        compared.mean as segment_mean,
        compared.median as segment_median,
        compared.population_mean,
        compared.population_median,
        compared.known_count as known_customer_count,
        compared.effect_size,
        compared.effect_size - compared.half_width as effect_size_low,
        compared.effect_size + compared.half_width as effect_size_high,
        segments.as_of,
        segments.model_version
    from compared
    inner join segments using (segment_id)
    window strongest_first as (
        partition by compared.segment_id
        order by compared.is_comparable desc, coalesce(abs(compared.effect_size), compared.gap) desc, compared.feature
    )

)

select * from differentiators
