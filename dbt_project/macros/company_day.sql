{# The company's calendar day of a UTC timestamp. The common case costs a cast instead of two zone conversions. #}
{% macro company_day(utc_timestamp) -%}
    {%- set zone = var('company_timezone') -%}
    {%- if zone == 'UTC' -%}
        cast({{ utc_timestamp }} as date)
    {%- else -%}
        cast(timezone('{{ zone }}', timezone('UTC', {{ utc_timestamp }})) as date)
    {%- endif -%}
{%- endmacro %}

{# The Monday with which the week of a company day begins. #}
{% macro company_week(day) -%}
    cast({{ dbt.date_trunc('week', day) }} as date)
{%- endmacro %}

{# How many company days lie between a day and the day of as_of; 0 is the day of as_of itself. #}
{% macro days_before_as_of(day) -%}
    ({{ company_day(as_of()) }} - {{ day }})
{%- endmacro %}

{#
    Whether an event of which only the day is known has happened. Its hour may be any of that day's, so it counts once
    the company day is over: on the day of as_of itself it may still lie ahead.
#}
{% macro day_is_over(day) -%}
    ({{ day }} < {{ company_day(as_of()) }})
{%- endmacro %}
