with

lineage as (

    select * from {{ source('ml', 'segment_lineage') }}

),

models as (

    select * from {{ source('ml', 'segment_models') }}

),

decisions as (

    select * from {{ source('ml', 'model_promotions') }}
    where action = 'promoted'

),

told as (

    select
        concat_ws(
            '-', lineage.model_version, lineage.segment_id, lineage.event, coalesce(lineage.from_segment_id, 0)
        ) as descent_id,
        lineage.model_version,
        lineage.previous_version,
        lineage.segment_id,
        lineage.segment_name,
        lineage.event,
        lineage.from_segment_id,
        lineage.overlap_count,
        lineage.overlap_share,
        models.as_of as trained_at,
        {{ as_of() }} as as_of
    from lineage
    inner join models on lineage.model_version = models.model_version
    where
        -- What waits for a person or was refused has labelled nobody.
        models.model_version in (select decisions.model_version from decisions)
        and models.segmentation = 'main'
        and models.as_of <= {{ as_of() }}

)

select * from told
