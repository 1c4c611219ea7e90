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
        {%- for measure in measures %}
        quantile_cont(cast(features.{{ measure }} as double), 0.25) as p25_{{ measure }},
        median(cast(features.{{ measure }} as double)) as median_{{ measure }},
        quantile_cont(cast(features.{{ measure }} as double), 0.75) as p75_{{ measure }},
        {%- endfor %}
        count(*) as customer_count,
        sum(features.net_spend_usd) as net_spend_usd
    from assignments
    inner join features using (customer_id)
    group by assignments.segment_id

),

of_everybody as (

    select
        {%- for measure in measures %}
        median(cast({{ measure }} as double)) as median_{{ measure }},
        {%- endfor %}
        count(*) as customer_count,
        sum(net_spend_usd) as net_spend_usd
    from features

),

profiles as (

    select
        -- ids
        segments.segment_id,
        segments.segment_name,

        -- size and worth
        coalesce(measured.customer_count, 0) as customer_count,
        coalesce(measured.customer_count / of_everybody.customer_count, 0) as customer_share,
        cast(coalesce(measured.net_spend_usd, 0) as decimal(18, 2)) as net_spend_usd,
        coalesce(cast(measured.net_spend_usd as double) / nullif(of_everybody.net_spend_usd, 0), 0) as net_spend_share,

        -- what is typical
        {%- for measure in measures %}
        measured.p25_{{ measure }},
        measured.median_{{ measure }},
        measured.p75_{{ measure }},
        {%- endfor %}

        -- against everybody
        {%- for measure in measures %}
        100 * measured.median_{{ measure }} / nullif(of_everybody.median_{{ measure }}, 0) as {{ measure }}_index,
        {%- endfor %}

        -- where it comes from
        segments.as_of,
        segments.model_version
    from segments
    left join measured using (segment_id)
    cross join of_everybody

)

select * from profiles
