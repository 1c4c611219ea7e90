with

traced as (

    select * from {{ ref('int_customer_ids__traced') }}

),

history as (

    select
        -- ids
        old_customer_id,
        new_customer_id,

        -- text
        reason,

        -- booleans
        valid_to is null as is_current,

        -- timestamps
        valid_from,
        valid_to
    from traced

)

select * from history
