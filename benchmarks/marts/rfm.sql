-- What customer_rfm says, by hand, but for the labels.
create table rfm as
with customers as (
    select distinct customer_id from built.pii.customer_links
),

measures as (
    select
        customer_id,
        min(getvariable('as_of')::date - ordered_on) filter (where not is_refund_only) as days_since_last_order,
        count(*) filter (where not is_refund_only) as order_count,
        sum(net_spend_usd) as net_spend_usd
    from orders
    where customer_id is not null
    group by customer_id
),

scored as (
    select
        customer_id,
        ntile(5) over (order by days_since_last_order desc, customer_id asc) as recency_score,
        ntile(5) over (order by order_count asc, customer_id asc) as frequency_score,
        ntile(5) over (order by net_spend_usd asc, customer_id asc) as monetary_score
    from measures
    where order_count > 0
)

select
    customers.customer_id,
    measures.days_since_last_order,
    coalesce(measures.order_count, 0) as order_count,
    coalesce(measures.net_spend_usd, 0) as net_spend_usd,
    scored.recency_score,
    scored.frequency_score,
    scored.monetary_score
from customers
left join measures using (customer_id)
left join scored using (customer_id);
