with

resolved as (

    select * from {{ ref('int_customers__resolved') }}

),

-- The newest profile that says anything wins, attribute by attribute.
customers as (

    select
        -- ids
        customer_id,

        -- numerics
        count(*) filter (where has_profile) as profile_count,

        -- demographics
        {% for attribute in [
            'age_band', 'income_band', 'home_ownership', 'marital_status',
            'household_size', 'household_composition', 'kids_count',
        ] -%}
        arg_max({{ attribute }}, (changed_at, customer_ref)) filter (where {{ attribute }} is not null)
            as {{ attribute }},
        {% endfor %}
        -- timestamps
        min(registered_at) as registered_at
    from resolved
    group by customer_id

)

select * from customers
