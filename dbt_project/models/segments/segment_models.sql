{%- set champions = "'" ~ var('model_version', '') ~ "', '" ~ var('profile_model_version', '') ~ "'" -%}

with

models as (

    select * from {{ source('ml', 'segment_models') }}

),

-- A build of the past knows nothing of models that were trained later.
known as (

    select
        -- ids
        model_version,
        promotion_number,
        model_version in ({{ champions }}) as is_champion,

        -- which
        segmentation,

        -- what it is
        algorithm,
        cast(k as integer) as segment_count,
        cast(feature_count as integer) as feature_count,
        cast(component_count as integer) as component_count,
        cast(min_order_count as integer) as min_order_count,
        outlier_radius,

        -- how far it can be trusted
        verdict,
        is_natural,
        reason,
        prediction_strength,
        valley,
        gap,
        stability,
        silhouette,
        usefulness_p_value,

        -- where it comes from
        cast(customer_count as bigint) as customer_count,
        set_aside_count,
        build_id,
        as_of
    from models
    where as_of <= {{ as_of() }}

)

select * from known
