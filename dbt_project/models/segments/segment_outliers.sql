{%- set model = segment_model() -%}
{%- set ids = model.segments | map(attribute='segment_id') | list -%}

with

features as (

    select * from {{ ref('customer_features') }}

),

assignments as (

    select * from {{ ref('cluster_assignments') }}

),

refunds as (

    select * from {{ ref('fct_refunds') }}

),

bounds as (

    select
        quantile_cont(cast(net_spend_usd as double), {{ var('outlier_high_value_quantile') }}) as high_spend_usd,
        quantile_cont(days_since_last_order, {{ var('outlier_long_silence_quantile') }}) as long_silence_days
    from features

),

given_back as (

    select
        customer_id,
        cast(sum(refund_usd) as double) as refund_usd
    from refunds
    group by customer_id

),

{% if model.heads -%}
{{ cost_ctes(model) }},

{{ farthest_ctes(model, ids) }},

{% else -%}
farthest as (

    select
        customer_id,
        cast(null as varchar) as feature,
        cast(null as double) as customer_value,
        cast(null as double) as typical_value
    from features
    where false

),

{% endif -%}
judged as (

    select
        features.*,
        coalesce(given_back.refund_usd, 0) as refund_usd,
        refund_usd / nullif(refund_usd + greatest(cast(features.net_spend_usd as double), 0), 0) as refund_share,
        {{ outlier_rule() }} as triage_rule,
        assignments.nearest_segment_id,
        assignments.distance_to_prototype,
        assignments.model_version
    from assignments
    inner join features using (customer_id)
    cross join bounds
    left join given_back using (customer_id)
    where assignments.is_outlier

),

outliers as (

    select
        -- ids
        judged.customer_id,
        judged.nearest_segment_id,

        -- what to make of it; a rule's name begins with its kind
        split_part(judged.triage_rule, ': ', 1) as kind,
        judged.triage_rule,

        -- what is unusual
        farthest.feature as farthest_feature,
        farthest.customer_value as farthest_customer_value,
        farthest.typical_value as farthest_typical_value,
        judged.distance_to_prototype,

        -- what it is worth
        cast(judged.net_spend_usd as decimal(18, 2)) as net_spend_usd,
        judged.refund_share,

        -- where it comes from
        judged.as_of,
        judged.model_version
    from judged
    left join farthest using (customer_id)

)

select * from outliers
