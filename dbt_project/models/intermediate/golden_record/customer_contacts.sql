{{ config(schema='pii', tags=['pii']) }}

with

golden as (

    select * from {{ ref('golden_attributes') }}

),

customer_contacts as (

    select
        customer_id,

        -- the person
        {{ golden_value('first_name') }} as first_name,
        {{ golden_value('last_name') }} as last_name,
        {{ golden_source(['first_name', 'last_name']) }} as name_source,

        -- how to reach them
        {{ golden_value('email') }} as email,
        {{ golden_source(['email']) }} as email_source,
        {{ golden_value('phone') }} as phone,
        {{ golden_source(['phone']) }} as phone_source,
        {{ golden_value('street') }} as street,
        {{ golden_value('city') }} as city,
        {{ golden_value('postal_code') }} as postal_code,
        {{ golden_value('state') }} as state,
        {{ golden_value('country') }} as country,
        {{ golden_source(['street', 'city', 'postal_code', 'state', 'country']) }} as address_source
    from golden
    where is_personal or attribute in ('state', 'country')
    group by customer_id

)

select * from customer_contacts
