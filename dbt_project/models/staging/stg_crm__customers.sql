with

source as (

    {{ raw_rows('crm', 'customers') }}

),

known as (

    select * from source
    where updated_at <= {{ as_of() }}

),

changes as (

    {{ with_last_change('known', key=['customer_ref'], updated_at='updated_at', content=[
        'first_name', 'last_name', 'email', 'phone', 'age_band', 'income_band', 'home_ownership', 'marital_status',
        'household_size', 'household_composition', 'kids_count', 'registered_at',
    ]) }}

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
        changed_at,
        updated_at
    from changes
    {{ newest_by_key(['customer_ref'], updated_at='updated_at') }}

)

select * from renamed
