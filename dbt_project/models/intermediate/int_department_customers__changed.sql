{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_other_builds() }}") }}

with

changed_customers as (

    select * from {{ ref('int_order_customers__changed') }}

),

products as (

    select * from {{ ref('int_products__completed') }}

),

lines as (

    select * from {{ ref('int_order_lines__priced') }}

),

-- What the catalogue said in the base still stands in the mart.
moved_products as (

    {% if builds_on_base() -%}
    select product_id
    from products
    full outer join {{ as_it_was('dim_products', schema='marts') }} as products_before using (product_id)
    where products.department is distinct from products_before.department
    {%- else -%}
    select product_id from products
    where false
    {%- endif %}

),

changed as (

    select customer_id from changed_customers
    union
    select customer_id from lines
    where product_id in (select moved_products.product_id from moved_products)
    {% if builds_on_base() -%}
    except
    select customer_id from {{ this }}
    {%- endif %}

),

noted as (

    select
        customer_id,
        {{ build_id() }} as build_id
    from changed
    where customer_id is not null

)

select * from noted
