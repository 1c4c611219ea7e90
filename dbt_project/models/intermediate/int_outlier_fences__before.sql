{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_other_builds() }}") }}

{% set fenced_models = [
    'int_order_outliers__fenced', 'int_order_line_outliers__fenced', 'int_session_outliers__fenced',
] -%}

-- Before the fences of this build, whenever they are computed anew.
-- depends_on: {{ ref('int_orders__changed') }}, {{ ref('int_web_visitors__changed') }}
with

{% if builds_on_base() -%}
noted as (

    {% for model in fenced_models -%}
    select
        table_name,
        column_name,
        lower_fence,
        upper_fence,
        {{ build_id() }} as build_id
    from {{ as_it_was(model) }}
    where table_name not in (select already.table_name from {{ this }} as already)
    {% if not loop.last -%} union all {%- endif %}
    {% endfor %}

)
{%- else -%}
noted as (

    select
        '' as table_name,
        '' as column_name,
        cast(null as double) as lower_fence,
        cast(null as double) as upper_fence,
        {{ build_id() }} as build_id
    where false

)
{%- endif %}

select * from noted
