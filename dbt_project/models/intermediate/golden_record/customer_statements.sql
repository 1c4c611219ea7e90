{{ config(schema='pii', tags=['pii']) }}

with

customers as (

    select * from {{ ref('int_customers__resolved') }}

),

profiles as (

    select * from {{ ref('profiles') }}

),

contacts as (

    select * from {{ ref('profile_contacts') }}

),

enrichment as (

    select * from {{ ref('int_enrichment__standardized') }}

),

-- A date of birth at which nobody registers with a shop is an error, and does not push out another one.
believed as (

    select
        *,
        {{ years_between('birth_date', 'changed_at') }} as age_when_stated,
        case
            when {{ is_plausible_age('age_when_stated') }} then birth_date
        end as believable_birth_date
    from profiles

),

said_by_crm as (

    select
        believed.customer_ref,
        'crm' as source,
        believed.changed_at as stated_at,
        {{ statements_of({
            'first_name': 'believed.first_name_as_given',
            'last_name': 'believed.last_name_as_given',
            'email': 'contacts.email',
            'phone': 'contacts.phone',
            'street': 'believed.street_as_given',
            'city': 'believed.city',
            'postal_code': 'believed.postal_code',
            'state': 'believed.state',
            'country': 'believed.country',
            'birth_date': 'believed.believable_birth_date',
            'gender': 'believed.gender',
            'age_band': 'believed.age_band',
            'income_band': 'believed.income_band',
            'income_band_order': 'believed.income_band_order',
            'home_ownership': 'believed.home_ownership',
            'marital_status': 'believed.marital_status',
            'household_size': 'believed.household_size',
            'household_composition': 'believed.household_composition',
            'kids_count': 'believed.kids_count',
        }) }}
    from believed
    left join contacts using (customer_ref)

),

said_by_all as (

    select
        customer_ref,
        source,
        attribute,
        stated_value,
        stated_at
    from said_by_crm
    union all
    select
        customer_ref,
        concat('enrichment:', provider) as source,
        attribute,
        standard_value as stated_value,
        cast(measured_on as timestamp) as stated_at
    from enrichment

),

statements as (

    select
        customers.customer_id,
        said_by_all.customer_ref,
        said_by_all.source,
        said_by_all.attribute,
        said_by_all.stated_value,
        said_by_all.stated_at
    from said_by_all
    inner join customers using (customer_ref)
    where said_by_all.stated_value is not null

)

select * from statements
