with

source as (

    {{ raw_rows('crm', 'customers') }}

),

normalized as (

    select
        customer_ref,
        first_name,
        last_name,
        {{ normalized_email('email') }} as email,
        {{ normalized_phone('phone') }} as phone
    from source
    where updated_at <= {{ as_of() }}
    {{ newest_by_key(['customer_ref'], updated_at='updated_at') }}

)

select * from normalized
