with

solved as (

    select * from {{ ref('int_journeys__solved') }}

),

conversion as (

    select
        scope,
        state,
        conversion_probability,
        expected_steps
    from solved

)

select * from conversion
