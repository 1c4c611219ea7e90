with

believed as (

    select * from {{ ref('int_customer_segments__believed') }}

),

backcast as (

    select * from {{ ref('int_customer_segments__backcast') }}

),

first_believed as (

    select
        customer_id,
        min(valid_from) as believed_from
    from believed
    group by customer_id

),

-- Until builds said something themselves, the month ends at which another segment begins.
looked_back as (

    select
        backcast.*,
        first_believed.believed_from,
        lag(backcast.segment_id) over (partition by backcast.customer_id order by backcast.as_of) as segment_id_before
    from backcast
    inner join first_believed using (customer_id)
    where backcast.as_of < first_believed.believed_from

),

periods as (

    select
        *,
        false as is_backcast
    from believed

    union all

    select
        customer_id,
        segment_id,
        segment_name,
        model_version,
        as_of as valid_from,
        lead(as_of, 1, believed_from) over (partition by customer_id order by as_of) as valid_to,
        false as is_gone,
        true as is_backcast
    from looked_back
    where segment_id is distinct from segment_id_before

),

history as (

    select
        -- ids
        customer_id,
        segment_id,

        -- text
        segment_name,
        model_version,

        -- booleans
        valid_to is null as is_current,
        is_gone,
        is_backcast,

        -- timestamps
        valid_from,
        valid_to
    from periods

)

select * from history
