-- A door of the vault: what identifies nobody, and an age in place of the date of birth. The age grows with as_of, and
-- so this model is made anew whenever that moves; what it reads is not.
with

golden as (

    select * from {{ ref('golden_attributes') }}

),

aged as (

    select
        *,
        cast({{ years_between('try_cast(golden_value as date)', company_day(as_of())) }} as integer) as age_years
    from golden
    where attribute = 'birth_date'

),

survived as (

    select
        customer_id,
        attribute,
        golden_value,
        source,
        rule,
        stated_at
    from golden
    where not is_personal
    union all
    select
        customer_id,
        'age_years' as attribute,
        cast(age_years as varchar) as golden_value,
        source,
        rule,
        stated_at
    from aged
    where {{ is_possible_age('age_years') }}

)

select * from survived
