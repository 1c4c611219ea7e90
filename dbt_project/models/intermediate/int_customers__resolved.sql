-- After the model that compares what this one says with what it said in the build before.
-- depends_on: {{ ref('int_customer_refs__moved') }}
with

links as (

    select * from {{ source('identity', 'customer_links') }}

),

resolved as (

    select
        customer_ref,
        customer_id,
        has_profile
    from links

)

select * from resolved
