-- depends_on: {{ ref('int_customers__resolved') }}
with

links as (

    select * from {{ source('identity', 'customer_id_links') }}

),

traced as (

    select
        -- ids
        old_customer_id,
        new_customer_id,

        -- text
        reason,

        -- timestamps
        valid_from,
        valid_to
    from links

)

select * from traced
