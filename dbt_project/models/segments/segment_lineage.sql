with

lineage as (

    select * from {{ source('ml', 'segment_lineage') }}

),

models as (

    select * from {{ source('ml', 'segment_models') }}

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
        -- What waits for a person, was refused or was withdrawn has labelled nobody.
        models.promotion_number is not null
        and models.segmentation = 'main'
        and models.as_of <= {{ as_of() }}

)

select * from told
