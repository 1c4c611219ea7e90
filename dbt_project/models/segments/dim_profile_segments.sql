{%- set version = var('profile_model_version', '') -%}

with

names as (

    select
        segment_id,
        segment_name,
        marks,
        rule as naming_rule,
        false as is_reserved
    from {{ source('ml', 'segment_names') }}
    where model_version = '{{ version }}'

),

-- Their names and marks are those of the main segmentation.
reserved as (

    select * from {{ ref('dim_segments') }}
    where is_reserved and {{ 'true' if version else 'false' }}

),

named as (

    select * from names
    union all
    select
        segment_id,
        segment_name,
        marks,
        naming_rule,
        is_reserved
    from reserved

),

segments as (

    select
        cast(segment_id as integer) as segment_id,
        segment_name,
        marks,
        naming_rule,
        is_reserved,
        {{ as_of() }} as as_of,
        cast('{{ version }}' as varchar) as model_version
    from named

)

select * from segments
