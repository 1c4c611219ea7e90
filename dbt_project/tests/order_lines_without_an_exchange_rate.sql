-- No rate is no reason to take a pound for a dollar: write the rate into seeds/exchange_rates.csv and build again.
select
    shop,
    currency,
    cast(min(ordered_at) as date) as first_day,
    count(*) as line_count
from {{ ref('int_order_lines__priced') }}
where net_spend_usd is null or discount_usd is null
group by shop, currency
