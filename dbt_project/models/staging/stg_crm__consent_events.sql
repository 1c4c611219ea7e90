with

source as (

    {{ raw_rows('crm', 'consent_events') }}

),

renamed as (

    select
        -- ids
        event_id,
        customer_ref,

        -- text
        lower(purpose) as purpose,
        consent_source,

        -- booleans
        is_granted,

        -- timestamps
        occurred_at
    from source
    where occurred_at <= {{ as_of() }}
    {{ newest_by_key(['event_id']) }}

)

select * from renamed
