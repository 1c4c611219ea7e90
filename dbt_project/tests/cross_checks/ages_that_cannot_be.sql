-- Children, the unborn and the dead do not shop: a slip, or another date in the field of the date of birth.
{{ config(severity='warn') }}

select
    customer_ref,
    age_years
from {{ ref('int_profiles__aged') }}
where has_implausible_age
