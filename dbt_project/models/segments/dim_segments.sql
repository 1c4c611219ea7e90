with

model_names as (

    select
        segment_id,
        segment_name,
        marks,
        rule as naming_rule,
        false as is_reserved
    from {{ source('ml', 'segment_names') }}
    where model_version = '{{ var("model_version", "") }}'

),

-- Every model sets these two apart before it names anybody.
reserved_names as (

    select
        -1 as segment_id,
        'Unusual Customers' as segment_name,
        'unlike the rest: far from what is typical of any segment' as marks,
        'distance_to_prototype above the outlier radius of the model' as naming_rule,
        true as is_reserved
    union all
    select
        0 as segment_id,
        'Insufficient Data' as segment_name,
        'too few orders to tell' as marks,
        'order_count below the min_order_count of the model' as naming_rule,
        true as is_reserved

),

named as (

    select * from model_names
    union all
    select * from reserved_names

),

segments as (

    select
        cast(segment_id as integer) as segment_id,
        segment_name,
        marks,
        naming_rule,
        is_reserved,
        {{ as_of() }} as as_of,
        cast(nullif('{{ var("model_version", "") }}', '') as varchar) as model_version
    from named

)

select * from segments
