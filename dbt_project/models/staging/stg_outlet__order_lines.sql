with

source as (

    {{ raw_rows('outlet', 'order_lines') }}

),

counted as (

    {{ most_in_one_file('source', [
        'order_id', 'product_id', 'customer_ref', 'quantity', 'sales_amount', 'voucher_amount', 'currency',
        'ordered_at',
    ]) }}

),

renamed as (

    select
        -- ids
        order_id,
        product_id,
        row_number() over (
            partition by order_id, product_id
            order by ordered_at, sales_amount, quantity, voucher_amount, customer_ref, currency, occurrence_number
        ) as line_number,
        customer_ref,
        cast(null as varchar) as store_id,

        -- numerics
        quantity,
        false as is_refund,
        sales_amount,
        coalesce(voucher_amount, 0) as discount_amount,
        upper(trim(currency)) as currency,

        -- timestamps
        ordered_at
    from counted
    where ordered_at <= {{ as_of() }}

)

select * from renamed
