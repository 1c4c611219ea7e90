{%- set values = encoded_values() -%}

with

attributes as (

    select * from {{ ref('customer_attributes') }}

),

encoded as (

    select
        customer_id,
        as_of,
        {{ one_hot('gender', values['gender']) }},
        {{ one_hot('age_band', values['age_band']) }},
        {{ one_hot('income_band', values['income_band']) }},
        {{ one_hot('household_size', values['household_size']) }},
        {{ one_hot('home_ownership', values['home_ownership']) }}
    from attributes

)

select * from encoded
