{# The company's calendar day of a UTC timestamp. The common case costs a cast instead of two zone conversions. #}
{% macro company_day(utc_timestamp) -%}
    {%- set zone = var('company_timezone') -%}
    {%- if zone == 'UTC' -%}
        cast({{ utc_timestamp }} as date)
    {%- else -%}
        cast(timezone('{{ zone }}', timezone('UTC', {{ utc_timestamp }})) as date)
    {%- endif -%}
{%- endmacro %}

{# The hour of the company's clock, 0 to 23, at a UTC timestamp. #}
{% macro company_hour(utc_timestamp) -%}
    {%- set zone = var('company_timezone') -%}
    {%- if zone == 'UTC' -%}
        extract(hour from {{ utc_timestamp }})
    {%- else -%}
        extract(hour from timezone('{{ zone }}', timezone('UTC', {{ utc_timestamp }})))
    {%- endif -%}
{%- endmacro %}

{# The day with which the week of a company day begins: a Monday, unless the company's calendar says otherwise. #}
{% macro company_week(day) -%}
    {%- set days_before_monday = {'monday': 0, 'sunday': 1, 'saturday': 2}.get(var('first_day_of_week')) -%}
    {%- if execute and days_before_monday is none -%}
        {{ exceptions.raise_compiler_error(
            "The dbt var 'first_day_of_week' is '" ~ var('first_day_of_week') ~ "'; expected monday, saturday or sunday."
        ) }}
    {%- elif days_before_monday -%}
        cast({{ dbt.date_trunc('week', day ~ ' + ' ~ days_before_monday) }} as date) - {{ days_before_monday }}
    {%- else -%}
        cast({{ dbt.date_trunc('week', day) }} as date)
    {%- endif -%}
{%- endmacro %}

{#
    A company day as many months earlier as the company's fiscal year begins after January, so that the month, the
    quarter and the year of what comes out are those of the fiscal calendar. The day itself may be another.
#}
{% macro on_fiscal_calendar(day) -%}
    ({{ day }} - interval '{{ var('first_month_of_fiscal_year') | int - 1 }} months')
{%- endmacro %}

{# The first day of the fiscal year of a company day. #}
{% macro fiscal_year_start(day) -%}
    cast(
        date_trunc('year', {{ on_fiscal_calendar(day) }})
        + interval '{{ var('first_month_of_fiscal_year') | int - 1 }} months' as date
    )
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
