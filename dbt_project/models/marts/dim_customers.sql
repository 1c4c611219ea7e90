with

profiles as (

    select * from {{ ref('int_customer_profiles__counted') }}

),

attributes as (

    select * from {{ ref('int_customer_attributes__survived') }}

),

described as (

    select
        customer_id,

        -- text
        {{ golden_value('gender') }} as gender,
        {{ golden_value('age_band') }} as age_band,
        {{ golden_value('income_band') }} as income_band,
        {{ golden_value('home_ownership') }} as home_ownership,
        {{ golden_value('marital_status') }} as marital_status,
        {{ golden_value('household_size') }} as household_size,
        {{ golden_value('household_composition') }} as household_composition,
        {{ golden_value('kids_count') }} as kids_count,
        {{ golden_value('country') }} as country,
        {{ golden_value('state') }} as state,
        {{ golden_value('area_type') }} as area_type,
        {{ golden_value('life_stage') }} as life_stage,

        -- numerics
        try_cast({{ golden_value('age_years') }} as integer) as age_years,
        try_cast({{ golden_value('income_band_order') }} as integer) as income_band_order,
        try_cast({{ golden_value('purchasing_power_index') }} as double) as purchasing_power_index,
        try_cast({{ golden_value('store_distance_km') }} as double) as store_distance_km,

        -- sources
        {{ golden_source(['gender']) }} as gender_source,
        {{ golden_source(['age_years']) }} as age_years_source,
        {{ golden_source(['age_band']) }} as age_band_source,
        {{ golden_source(['income_band']) }} as income_band_source,
        {{ golden_source(['country']) }} as country_source
    from attributes
    group by customer_id

),

customers as (

    select
        -- ids
        customer_id,

        -- numerics
        profiles.profile_count,

        -- demographics, each with the source that won where sources differ
        described.gender,
        described.gender_source,
        described.age_years,
        described.age_years_source,
        described.age_band,
        described.age_band_source,
        described.income_band,
        described.income_band_order,
        described.income_band_source,
        described.home_ownership,
        described.marital_status,
        described.household_size,
        described.household_composition,
        described.kids_count,

        -- where they live
        described.country,
        described.state,
        described.country_source,

        -- what providers measure
        described.area_type,
        described.life_stage,
        described.purchasing_power_index,
        described.store_distance_km,

        -- timestamps
        profiles.registered_at
    from profiles
    left join described using (customer_id)

)

select * from customers
