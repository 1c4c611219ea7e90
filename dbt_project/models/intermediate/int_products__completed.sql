with

catalogue as (

    select * from {{ ref('stg_transactions__products') }}

),

sold as (

    select distinct product_id from {{ ref('int_order_lines__unioned') }}

),

completed as (

    select
        coalesce(catalogue.product_id, sold.product_id) as product_id,
        catalogue.product_id is not null as is_in_catalogue,
        catalogue.manufacturer_id,
        catalogue.department,
        catalogue.brand,
        catalogue.product_category,
        catalogue.product_type,
        catalogue.package_size
    from catalogue
    full outer join sold on catalogue.product_id = sold.product_id

)

select * from completed
