{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_other_builds() }}") }}

-- Who is who was found out between staging and this layer, by ml_tasks/identity, from the tables named here. They are
-- named so that a build that leaves models standing makes this one anew when one of them changed.
-- depends_on: {{ ref('customer_refs') }}, {{ ref('profiles') }}, {{ ref('logins') }}
-- depends_on: {{ ref('stg_crm__match_decisions') }}
with

links as (

    select * from {{ source('identity', 'customer_links') }}

),

{% if builds_on_base() -%}
resolved_before as (

    select * from {{ as_it_was('int_customers__resolved') }}

),

moved as (

    select customer_ref
    from links
    full outer join resolved_before using (customer_ref)
    where links.customer_id is distinct from resolved_before.customer_id
    except
    select customer_ref from {{ this }}

),
{%- else -%}
moved as (

    select customer_ref from links
    where false

),
{%- endif %}

noted as (

    select
        customer_ref,
        {{ build_id() }} as build_id
    from moved

)

select * from noted
