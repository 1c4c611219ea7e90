-- Shares of all customers, if there are any, and of all spend, unless nobody spent anything, leave nobody out and
-- count nobody twice.
select
    sum(customer_share) as customer_share,
    sum(net_spend_share) as net_spend_share
from {{ ref('segment_profiles') }}
having
    (abs(sum(customer_share) - 1) > 1e-9 and sum(customer_count) <> 0)
    or (abs(sum(net_spend_share) - 1) > 1e-9 and sum(net_spend_usd) <> 0)
