-- The half of a profile that may leave the vault, where its versions are sorted and its values are made standard.
with

profiles as (

    select * from {{ ref('profiles') }}

),

renamed as (

    select
        -- ids
        customer_ref,

        -- demographics
        gender,
        country,
        state,
        age_band,
        income_band,
        income_band_order,
        home_ownership,
        marital_status,
        household_size,
        household_composition,
        kids_count,

        -- timestamps
        registered_at,
        changed_at,
        updated_at
    from profiles

)

select * from renamed
