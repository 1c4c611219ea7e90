{%- set country_as_given = unless_blank('newest.country', 'countries') -%}
{%- set american = is_american('countries.standard_value', country_as_given) -%}
with

source as (

    {{ raw_rows('crm', 'customers') }}

),

spellings as (

    select * from {{ ref('stg_standard__spellings') }}

),

known as (

    select * from source
    where updated_at <= {{ as_of() }}

),

changes as (

    {{ with_last_change('known', key=['customer_ref'], updated_at='updated_at', content=[
        'first_name', 'last_name', 'email', 'phone', 'age_band', 'income_band', 'home_ownership', 'marital_status',
        'household_size', 'household_composition', 'kids_count', 'registered_at', 'loyalty_id', 'birth_date', 'gender',
        'street', 'city', 'state', 'postal_code', 'country',
    ]) }}

),

newest as (

    select * from changes
    {{ newest_by_key(['customer_ref'], updated_at='updated_at') }}

),

standardized as (

    select
        -- ids
        newest.customer_ref,
        {{ standard_loyalty_id('newest.loyalty_id') }} as loyalty_id,

        -- the person
        {{ standard_name('newest.first_name') }} as first_name,
        {{ standard_name('newest.last_name') }} as last_name,
        {{ standard_date('newest.birth_date') }} as birth_date,
        genders.standard_value as gender,

        -- where they live
        {{ standard_street('newest.street') }} as street,
        coalesce(
            cities.standard_value,
            case
                when cities.spelling is null
                    then nullif(regexp_extract({{ city_key('newest.city') }}, '.*\p{L}.*'), '')
            end
        ) as city,
        states.standard_value as state,
        {{ standard_postal_code('newest.postal_code', american) }} as postal_code,
        countries.standard_value as country,

        -- how to reach them, as given
        newest.email,
        newest.phone,

        -- demographics
        newest.age_band,
        bands.standard_value as income_band,
        bands.standard_order as income_band_order,
        newest.home_ownership,
        newest.marital_status,
        newest.household_size,
        newest.household_composition,
        newest.kids_count,

        -- what the CRM says, where that is anything
        nullif(trim(newest.first_name), '') as first_name_as_given,
        nullif(trim(newest.last_name), '') as last_name_as_given,
        {{ date_unless_blank('newest.birth_date', 'days') }} as birth_date_as_given,
        {{ unless_blank('newest.gender', 'genders') }} as gender_as_given,
        nullif(trim(newest.street), '') as street_as_given,
        {{ unless_blank('newest.city', 'cities') }} as city_as_given,
        {{ unless_blank('newest.state', 'states') }} as state_as_given,
        {{ country_as_given }} as country_as_given,
        {{ unless_blank('newest.income_band', 'bands') }} as income_band_as_given,

        -- timestamps
        newest.registered_at,
        newest.changed_at,
        newest.updated_at
    from newest
    {{ left_join_spellings('genders', 'gender', spelling_key('newest.gender')) }}
    {{ left_join_spellings('countries', 'country', spelling_key('newest.country')) }}
    -- The codes are those of the United States: WA is Western Australia as well.
    {{ left_join_spellings(
        'states', 'state', spelling_key('newest.state'),
        only='states.standard_value is null or ' ~ american
    ) }}
    {{ left_join_spellings('cities', 'city', city_key('newest.city')) }}
    {{ left_join_spellings('bands', 'income_band', spelling_key('newest.income_band')) }}
    {{ left_join_spellings('days', 'birth_date', spelling_key('newest.birth_date')) }}

)

select * from standardized
