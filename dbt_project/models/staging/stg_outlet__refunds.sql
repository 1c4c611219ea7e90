with

source as (

    {{ raw_rows('outlet', 'refunds') }}

),

renamed as (

    select
        -- ids
        refund_id,
        order_id,
        product_id,

        -- numerics
        quantity,
        refund_amount,
        upper(trim(currency)) as currency,

        -- timestamps
        refunded_at,
        changed_at
    from source
    where changed_at <= {{ as_of() }}
    {{ newest_by_key(['refund_id'], updated_at='changed_at', op='change_type') }}

)

select * from renamed
