{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_other_builds() }}") }}

-- depends_on: {{ ref('int_customers__resolved') }}
with

changed_orders as (

    select * from {{ ref('int_orders__changed') }}

),

lines as (

    select * from {{ ref('int_order_lines__priced') }}

),

-- Whose the orders are, and whose they were: int_orders__net_of_refunds is built after this model. The first order of
-- all says that nobody else has one, and the last one that goes takes that away again.
changed as (

    select customer_id from lines
    where order_id in (select changed_orders.order_id from changed_orders)
    {% if builds_on_base() -%}
    {%- set orders_before = as_it_was('int_orders__net_of_refunds') %}
    union
    select customer_id from {{ orders_before }}
    where order_id in (select changed_orders.order_id from changed_orders)
    union
    select customer_id from {{ ref('int_customers__resolved') }}
    where (exists (select 1 from {{ orders_before }})) != (exists (select 1 from lines))
    except
    select customer_id from {{ this }}
    {%- endif %}

),

noted as (

    select distinct
        customer_id,
        {{ build_id() }} as build_id
    from changed
    where customer_id is not null

)

select * from noted
