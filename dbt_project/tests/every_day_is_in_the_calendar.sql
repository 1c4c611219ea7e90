-- A tool that joins a fact to dim_dates must not lose a row.
with

days as (

    {% for fact, day in [
        ('fct_orders', 'ordered_on'),
        ('fct_refunds', 'refunded_on'),
        ('fct_sessions', 'started_on'),
        ('fct_web_events', 'occurred_on'),
        ('fct_marketing_touches', 'touched_on'),
        ('fct_support_tickets', 'opened_on'),
        ('customer_timeline', 'occurred_on'),
    ] -%}
    select distinct
        '{{ fact }}' as table_name,
        {{ day }} as date_day
    from {{ ref(fact) }}
    {% if not loop.last -%} union all {%- endif %}
    {% endfor %}

)

select
    days.table_name,
    days.date_day
from days
left join {{ ref('dim_dates') }} as dates using (date_day)
where dates.date_day is null
