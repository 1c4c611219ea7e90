-- Apart from stg_crm__customers because an age grows with as_of alone: only what reads it is made anew when nothing new
-- has come but time.
with

profiles as (

    select * from {{ ref('profiles') }}

),

aged as (

    select
        customer_ref,
        cast({{ years_between('birth_date', company_day(as_of())) }} as integer) as years_since_birth
    from profiles

),

judged as (

    select
        customer_ref,
        case when {{ is_possible_age('years_since_birth') }} then years_since_birth end as age_years,
        coalesce(not ({{ is_plausible_age('years_since_birth') }}), false) as has_implausible_age
    from aged

)

select * from judged
