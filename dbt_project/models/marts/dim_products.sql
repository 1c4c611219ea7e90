with

products as (

    select * from {{ ref('int_products__completed') }}

),

described as (

    select
        -- ids
        product_id,
        manufacturer_id,

        -- text
        is_in_catalogue,
        department,
        brand,
        product_category,
        product_type,
        package_size
    from products

)

select * from described
