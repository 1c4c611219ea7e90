-- Between staging and this layer, contacts get their standard spelling and placeholders are found (ml_tasks/identity).
{{ config(schema='pii', tags=['pii']) }}

with

profiles as (

    select * from {{ ref('profiles') }}

),

contacts as (

    select * from {{ source('identity', 'standard_contacts') }}

),

blocked as (

    select * from {{ source('identity', 'blocked_identifiers') }}

),

usable as (

    select
        contacts.kind,
        contacts.as_given,
        contacts.region,
        contacts.standard
    from contacts
    left join blocked
        on
            contacts.kind = blocked.identifier_type
            and {{ keyed_hash('contacts.standard') }} = blocked.identifier_hash
    where contacts.standard is not null and blocked.identifier_hash is null

),

-- Without a country, a number is read as one of the country that the configuration names: there is one reading of it,
-- or, where others gave the same digits in another country, the first one by number.
matched as (

    select
        profiles.customer_ref,
        usable.kind,
        usable.standard
    from profiles
    inner join usable on usable.kind = 'email' and profiles.email = usable.as_given
    union all
    select
        profiles.customer_ref,
        usable.kind,
        usable.standard
    from profiles
    inner join usable
        on
            usable.kind = 'phone'
            and profiles.phone = usable.as_given
            and coalesce(profiles.country, usable.region) = usable.region

),

profile_contacts as (

    select
        customer_ref,
        min(standard) filter (where kind = 'email') as email,
        min(standard) filter (where kind = 'phone') as phone
    from matched
    group by customer_ref

)

select * from profile_contacts
