with

listed as (

    select
        'country' as attribute,
        country as standard_value,
        cast(null as integer) as standard_order,
        concat_ws('|', country, alpha_3_code, country_name, spellings) as spellings
    from {{ ref('standard_countries') }}
    union all
    select
        'state' as attribute,
        state as standard_value,
        null as standard_order,
        concat_ws('|', state, state_name, spellings) as spellings
    from {{ ref('standard_states') }}
    union all
    select
        'city' as attribute,
        city as standard_value,
        null as standard_order,
        concat_ws('|', city, spellings) as spellings
    from {{ ref('standard_cities') }}
    union all
    select
        'gender' as attribute,
        gender as standard_value,
        null as standard_order,
        concat_ws('|', gender, spellings) as spellings
    from {{ ref('standard_genders') }}
    union all
    select
        'income_band' as attribute,
        income_band as standard_value,
        income_band_order as standard_order,
        concat_ws('|', income_band, spellings) as spellings
    from {{ ref('standard_income_bands') }}
    union all
    -- What means nothing means nothing in every attribute.
    select
        attribute,
        null as standard_value,
        null as standard_order,
        spelling as spellings
    from {{ ref('standard_blanks') }}
    cross join unnest(['country', 'state', 'city', 'gender', 'income_band', 'birth_date']) as attributes (attribute)

),

spelled as (

    select
        attribute,
        standard_value,
        standard_order,
        unnest(string_split(spellings, '|')) as spelling
    from listed

),

renamed as (

    select distinct
        attribute,
        {{ key_of_attribute('attribute', 'spelling') }} as spelling,
        standard_value,
        standard_order
    from spelled

)

select * from renamed
