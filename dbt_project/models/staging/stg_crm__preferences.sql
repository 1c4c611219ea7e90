with

source as (

    {{ raw_rows('crm', 'preferences') }}

),

renamed as (

    select
        -- ids
        customer_ref,

        -- text
        channel,
        topic,

        -- booleans
        is_opted_in,

        -- timestamps
        updated_at
    from source
    where updated_at <= {{ as_of() }}
    {{ newest_by_key(['customer_ref', 'channel', 'topic'], updated_at='updated_at') }}

)

select * from renamed
