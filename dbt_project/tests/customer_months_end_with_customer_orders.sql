-- Two ways to the same measures: of all orders as they are, and of what was booked until the last month.
select
    customer_id,
    months.customer_id is null as is_missing,
    orders.customer_id is null as is_too_many
from (
    select * from {{ ref('int_customer_months__summed') }}
    where next_month_ends_on is null
) as months
full outer join {{ ref('int_customer_orders__summarized') }} as orders using (customer_id)
where
    months.customer_id is null
    or orders.customer_id is null
    {%- for measure in [
        'order_count', 'net_spend_usd', 'discount_usd', 'gross_amount_usd', 'first_ordered_on', 'last_ordered_on',
        'median_days_between_orders',
    ] %}
    or months.{{ measure }} is distinct from orders.{{ measure }}
    {%- endfor %}
