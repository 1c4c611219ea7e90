-- After the model that notes where the fences were.
-- depends_on: {{ ref('int_outlier_fences__before') }}
with

sessions as (

    select * from {{ ref('int_sessions__counted') }}

),

fenced as (

    {{ outlier_fences('sessions', 'fct_sessions', judged_columns('fct_sessions')) }}

)

select * from fenced
