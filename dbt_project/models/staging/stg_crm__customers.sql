with

source as (

    {{ raw_rows('crm', 'customers') }}

),

renamed as (

    select
        -- ids
        customer_ref,
        {{ keyed_hash(normalized_email('email')) }} as email_hash,
        {{ keyed_hash(normalized_phone('phone')) }} as phone_hash,

        -- demographics
        age_band,
        income_band,
        home_ownership,
        marital_status,
        household_size,
        household_composition,
        kids_count,

        -- timestamps
        registered_at,
        updated_at
    from source
    where updated_at <= {{ as_of() }}
    {{ newest_by_key(['customer_ref'], updated_at='updated_at') }}

)

select * from renamed
