with

features as (

    select * from {{ ref('customer_features') }}

),

assignments as (

    {{ scored_segments('features') }}

)

select * from assignments
