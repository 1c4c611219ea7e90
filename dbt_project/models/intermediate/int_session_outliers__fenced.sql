with

sessions as (

    select * from {{ ref('int_sessions__counted') }}

),

fenced as (

    {{ outlier_fences('sessions', 'fct_sessions', {
        'duration_seconds': 'duration_seconds',
        'event_count': 'event_count',
    }) }}

)

select * from fenced
