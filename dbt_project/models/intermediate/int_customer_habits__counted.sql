{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ forget('customer_id', ref('int_web_customers__changed')) }}",
) }}

with

sessions as (

    select
        *,
        extract(isodow from started_on) as iso_weekday
    from {{ ref('int_sessions__counted') }}
    where customer_id is not null {{ only_changed('customer_id', ref('int_web_customers__changed'), begin='and') }}

),

counted as (

    select
        customer_id,
        {{ favourite({
            'desktop': "device_type = 'desktop'",
            'mobile': "device_type = 'mobile'",
            'tablet': "device_type = 'tablet'",
        }) }} as favourite_device,
        {{ favourite({
            'night': 'started_hour < 6',
            'morning': 'started_hour >= 6 and started_hour < 12',
            'afternoon': 'started_hour >= 12 and started_hour < 18',
            'evening': 'started_hour >= 18',
        }) }} as favourite_daypart,
        {{ favourite({
            'Monday': 'iso_weekday = 1',
            'Tuesday': 'iso_weekday = 2',
            'Wednesday': 'iso_weekday = 3',
            'Thursday': 'iso_weekday = 4',
            'Friday': 'iso_weekday = 5',
            'Saturday': 'iso_weekday = 6',
            'Sunday': 'iso_weekday = 7',
        }) }} as favourite_weekday
    from sessions
    group by customer_id

)

select * from counted
