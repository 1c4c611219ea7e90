{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_all() }}") }}

with

changed as (

    {{ changed_keys('transactions', 'order_lines', key='order_id', event_time='ordered_at') }}

)

select * from changed
