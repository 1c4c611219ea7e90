with

source as (

    {{ raw_rows('transactions', 'order_lines') }}

),

renamed as (

    select
        -- ids
        order_id,
        product_id,
        1 as line_number,
        customer_ref,
        store_id,

        -- numerics
        quantity,
        sales_amount < 0 as is_refund,
        sales_amount,
        coalesce(retail_discount_amount, 0) + coalesce(coupon_discount_amount, 0)
        + coalesce(coupon_match_discount_amount, 0) as discount_amount,
        'USD' as currency,

        -- timestamps
        ordered_at
    from source
    where ordered_at <= {{ as_of() }}
    {{ newest_by_key(['order_id', 'product_id', 'is_refund']) }}

)

select * from renamed
