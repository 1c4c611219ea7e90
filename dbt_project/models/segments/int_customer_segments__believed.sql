with

assignments as (

    select
        assignments.customer_id,
        assignments.segment_id,
        segments.segment_name,
        assignments.model_version
    from {{ ref('cluster_assignments') }} as assignments
    inner join {{ ref('dim_segments') }} as segments using (segment_id)

),

-- What was believed before this build. One as of the same moment is as good as undone.
believed_before as (

    select
        * exclude (valid_to, is_gone),
        if(valid_to < {{ as_of() }}, valid_to, null) as valid_to,
        coalesce(valid_to < {{ as_of() }}, false) and is_gone as is_gone
    from {{ source('ml', 'segment_history') }}
    where valid_from < {{ as_of() }}

),

believed as (

    select
        earlier.customer_id,
        earlier.segment_id,
        earlier.segment_name,
        earlier.model_version,
        earlier.valid_from,
        case
            when earlier.valid_to is not null then earlier.valid_to
            when coalesce(assignments.segment_id <> earlier.segment_id, true) then {{ as_of() }}
        end as valid_to,
        earlier.is_gone or (earlier.valid_to is null and assignments.customer_id is null) as is_gone
    from believed_before as earlier
    left join assignments using (customer_id)

    union all

    select
        *,
        {{ as_of() }} as valid_from,
        cast(null as timestamp) as valid_to,
        false as is_gone
    from assignments
    where not exists (
        select 1 from believed_before as earlier
        where
            earlier.customer_id = assignments.customer_id
            and earlier.segment_id = assignments.segment_id
            and earlier.valid_to is null
    )

)

select * from believed
