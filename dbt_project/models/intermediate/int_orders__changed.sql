{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_other_builds() }}") }}

with

lines as (

    select * from {{ ref('int_order_lines__unioned') }}

),

changed_orders as (

    select * from {{ ref('stg_transactions__changed_orders') }}

),

moved_refs as (

    select * from {{ ref('int_customer_refs__moved') }}

),

-- Shops but the first one do not say what has changed: all their orders count, those that are gone as well.
changed as (

    select order_id from changed_orders
    union
    select order_id from lines
    where customer_ref in (select moved_refs.customer_ref from moved_refs)
    {% if builds_on_base() -%}
    union
    select order_id from lines
    where shop != '{{ house_shop() }}'
    union
    select order_id from {{ as_it_was('int_orders__net_of_refunds') }}
    where shop != '{{ house_shop() }}'
    except
    select order_id from {{ this }}
    {%- endif %}

),

noted as (

    select
        order_id,
        {{ build_id() }} as build_id
    from changed

)

select * from noted
