with

source as (

    {{ raw_rows('crm', 'support_tickets') }}

),

renamed as (

    select
        -- ids
        ticket_id,
        customer_ref,

        -- text
        status,
        category,
        priority,
        channel,

        -- numerics
        satisfaction_score,

        -- timestamps
        opened_at,
        closed_at,
        updated_at
    from source
    where updated_at <= {{ as_of() }}
    {{ newest_by_key(['ticket_id'], updated_at='updated_at', op='op') }}

)

select * from renamed
