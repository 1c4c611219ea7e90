{% set logs = [
    ('web events', 'web', 'events'),
    ('marketing touches', 'crm', 'campaign_touches'),
    ('marketing touches', 'crm', 'coupon_redemptions'),
    ('marketing touches', 'engagement', 'campaign_touches'),
    ('marketing touches', 'engagement', 'email_events'),
    ('marketing touches', 'engagement', 'ad_touches'),
    ('marketing touches', 'engagement', 'social_engagement'),
    ('support tickets', 'crm', 'support_tickets'),
] -%}
{%- set tills = [('transactions', 'order_lines'), ('outlet', 'order_lines'), ('outlet', 'refunds')] -%}

with

counted as (

    {% for subject, source_name, entity in logs -%}
    select
        '{{ subject }}' as subject,
        'all' as part,
        'raw' as hop,
        'raw.{{ source_name }}__{{ entity }}' as counted_in,
        count(*) as row_count,
        cast(null as decimal(38, 6)) as amount,
        cast(null as varchar) as currency
    from ({{ raw_rows(source_name, entity) }})
    union all
    select
        '{{ subject }}' as subject,
        'all' as part,
        'staging' as hop,
        'staging.stg_{{ source_name }}__{{ entity }}' as counted_in,
        count(*) as row_count,
        null as amount,
        null as currency
    from {{ ref('stg_' ~ source_name ~ '__' ~ entity) }}
    union all
    {% endfor -%}
    {% for source_name, entity in tills -%}
    select
        'order lines' as subject,
        'all currencies' as part,
        'raw' as hop,
        'raw.{{ source_name }}__{{ entity }}' as counted_in,
        count(*) as row_count,
        null as amount,
        null as currency
    from ({{ raw_rows(source_name, entity) }})
    union all
    {% endfor -%}
    {% for shop, lines in shop_lines() -%}
    select
        'order lines' as subject,
        currency as part,
        'staging' as hop,
        '{{ "staging" if lines.startswith("stg_") else "intermediate" }}.{{ lines }}' as counted_in,
        count(*) as row_count,
        sum(sales_amount) as amount,
        currency
    from {{ ref(lines) }}
    group by currency
    union all
    {% endfor -%}
    select
        'order lines' as subject,
        currency as part,
        'set aside' as hop,
        'quarantine.orders_without_exchange_rate' as counted_in,
        count(*) as row_count,
        sum(sales_amount) as amount,
        currency
    from {{ ref('orders_without_exchange_rate') }}
    group by currency

)

select * from counted
