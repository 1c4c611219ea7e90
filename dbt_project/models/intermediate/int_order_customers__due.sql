{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_other_builds() }}") }}

with

changed_customers as (

    select * from {{ ref('int_order_customers__changed') }}

),

orders as (

    select
        customer_id,
        {{ days_before_as_of('ordered_on') }} as days_ago,
        {% if builds_on_base() -%}
        {{ company_day("cast('" ~ var('base_as_of') ~ "' as timestamp)") }} - ordered_on as days_ago_in_base
        {%- else -%}
        days_ago as days_ago_in_base
        {%- endif %}
    from {{ ref('int_orders__net_of_refunds') }}

),

due as (

    select customer_id from changed_customers
    union
    select customer_id from orders
    where
        false
        {%- for days in behaviour_windows() %}
        or (days_ago_in_base < {{ days }} and days_ago >= {{ days }})
        {%- endfor %}
    {% if builds_on_base() -%}
    except
    select customer_id from {{ this }}
    {%- endif %}

),

noted as (

    select
        customer_id,
        {{ build_id() }} as build_id
    from due
    where customer_id is not null

)

select * from noted
