-- marts.customer_rfm as of the end of any company day, computed from the order lines booked by then. It lives in the
-- published file, where DuckDB 1.1 must understand it, and says in one statement what the models of dbt say in several:
-- tests/warehouse/test_published_macros.py compares the answers.
create macro main.rfm_as_of(day) as table
with

-- Of a day that had not begun at as_of nothing is known.
moment as (

    select
        cast(day as date) as as_of_on,
        as_of
    from (select max(as_of) as as_of from marts.customer_rfm) as built
    where cast(day as date) <= main.company_day(as_of)

),

customers as (

    select
        rfm.customer_id,
        rfm.first_seen_on
    from marts.customer_rfm as rfm
    cross join moment
    where rfm.first_seen_on <= moment.as_of_on

),

orders as (

    select
        lines.order_id,
        min(lines.customer_id) as customer_id,
        main.company_day(min(lines.ordered_at)) as ordered_on,
        bool_and(lines.is_refund) as is_refund_only,
        sum(lines.net_spend_usd) as net_spend_usd
    from marts.fct_order_lines as lines
    cross join moment
    where main.company_day(lines.ordered_at) <= moment.as_of_on
    group by lines.order_id

),

totals as (

    select
        orders.customer_id,
        min(moment.as_of_on - orders.ordered_on) filter (where not orders.is_refund_only) as days_since_last_order,
        count(*) filter (where not orders.is_refund_only) as order_count,
        sum(orders.net_spend_usd) as net_spend_usd
    from orders
    cross join moment
    group by orders.customer_id

),

measured as (

    select
        customers.customer_id,
        customers.first_seen_on,
        cast(totals.days_since_last_order as integer) as days_since_last_order,
        coalesce(totals.order_count, 0) as order_count,
        cast(coalesce(totals.net_spend_usd, 0) as decimal(18, 2)) as net_spend_usd
    from customers
    left join totals on totals.customer_id = customers.customer_id

),

scored as (

    select
        customer_id,
        cast(
            ntile((select max(score_bins) from marts.rfm_segment_ranges))
                over (order by days_since_last_order desc, customer_id asc) as integer
        ) as recency_score,
        cast(
            ntile((select max(score_bins) from marts.rfm_segment_ranges))
                over (order by order_count asc, customer_id asc) as integer
        ) as frequency_score,
        cast(
            ntile((select max(score_bins) from marts.rfm_segment_ranges))
                over (order by net_spend_usd asc, customer_id asc) as integer
        ) as monetary_score,
        coalesce(
            (order_count - min(order_count) over ())
            / cast(nullif(max(order_count) over () - min(order_count) over (), 0) as double),
            0
        ) as frequency_scaled
    from measured
    where order_count > 0

)

select
    measured.customer_id,
    least(moment.as_of, main.company_day_end(moment.as_of_on)) as as_of,
    measured.days_since_last_order,
    measured.order_count,
    measured.net_spend_usd,
    scored.recency_score,
    scored.frequency_score,
    scored.monetary_score,
    case when measured.order_count = 0 then 'Prospect' else ranges.rfm_segment end as rfm_segment,
    scored.recency_score || '-' || scored.frequency_score || '-' || scored.monetary_score as rfm_code,
    scored.frequency_scaled,
    measured.first_seen_on
from measured
cross join moment
left join scored on scored.customer_id = measured.customer_id
left join marts.rfm_segment_ranges as ranges
    on
        scored.recency_score between ranges.recency_score_from and ranges.recency_score_to
        and (scored.frequency_score + scored.monetary_score) / 2.0
        between ranges.frequency_monetary_score_from and ranges.frequency_monetary_score_to
