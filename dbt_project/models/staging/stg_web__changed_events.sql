{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_all() }}") }}

with

changed as (

    {{ changed_keys('web', 'events', key='event_id', event_time='occurred_at') }}

)

select * from changed
