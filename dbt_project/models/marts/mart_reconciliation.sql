{% set known = 'customer_id is not null' -%}

with

counted as (

    select
        *,
        case hop when 'staging' then 1 when 'set aside' then -1 end as weight
    from {{ ref('int_source_rows__counted') }}
    union all
    {{ counted_in(
        'fct_order_lines', 'order lines', 0, amount='sum(sales_amount)', currency='currency', part='currency'
    ) }}
    union all
    {{ counted_in(
        'fct_order_lines', 'orders', 1, 'count(distinct order_id)', 'sum(net_spend_usd)', part="'shop ' || shop"
    ) }}
    union all
    {{ counted_in('fct_orders', 'orders', 0, amount='sum(net_spend_usd)', part="'shop ' || shop") }}
    union all
    {{ counted_in('fct_order_lines', 'refunds', 1, amount='-sum(net_spend_usd)', condition='is_refund') }}
    union all
    {{ counted_in('fct_orders', 'refunds', 0, 'sum(refund_line_count)', 'sum(refund_usd)') }}
    union all
    {{ counted_in('fct_refunds', 'refunds', 0, amount='sum(refund_usd)') }}
    union all
    {{ counted_in(
        'fct_orders', 'purchases of known customers', 1, 'count(*) filter (where not is_refund_only)',
        'sum(net_spend_usd)', condition=known
    ) }}
    union all
    {{ counted_in(
        'customer_timeline', 'purchases of known customers', 0, "count(*) filter (where action_type = 'order')",
        'sum(amount_usd)'
    ) }}
    union all
    {{ counted_in('fct_web_events', 'web events', 0) }}
    union all
    {{ counted_in('fct_sessions', 'web events', 0, 'sum(event_count)') }}
    union all
    {{ counted_in('fct_marketing_touches', 'marketing touches', 0) }}
    union all
    {{ counted_in('fct_support_tickets', 'support tickets', 0) }}
    union all
    {{ counted_in('int_customers__resolved', 'customers', 1, 'count(distinct customer_id)', hop='intermediate') }}
    union all
    {{ counted_in('dim_customers', 'customers', 0) }}

),

expected as (

    select
        *,
        sum(row_count * weight) over (partition by subject, part) as expected_row_count,
        sum(amount * weight) over (partition by subject, part) as expected_amount
    from counted

),

reconciliation as (

    select
        -- what
        subject,
        part,
        hop,
        counted_in,

        -- how many, and what they come to
        coalesce(row_count, 0) as row_count,
        cast(if(weight = 0, coalesce(expected_row_count, 0), null) as bigint) as expected_row_count,
        cast(amount as decimal(38, 6)) as amount,
        cast(if(weight = 0, expected_amount, null) as decimal(38, 6)) as expected_amount,
        if(amount is null, null, currency) as currency,

        -- timestamps
        {{ as_of() }} as as_of
    from expected

)

select * from reconciliation
