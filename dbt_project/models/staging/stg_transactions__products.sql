with

source as (

    {{ raw_rows('transactions', 'products') }}

),

renamed as (

    select
        -- ids
        product_id,
        manufacturer_id,

        -- text
        department,
        brand,
        product_category,
        product_type,
        package_size
    from source
    {{ newest_by_key(['product_id']) }}

)

select * from renamed
