{%- set version = var('profile_model_version', '') -%}

with

features as (

    select * from {{ ref('customer_features') }}
    where {{ 'true' if version else 'false' }}

),

assignments as (

    {{ scored_segments('features', version) }}

)

select * from assignments
