-- Orders, lines and money must be the same at every hop: nothing is lost in a join, and nothing is counted twice.
with

counted as (

    select
        'stg_transactions__order_lines' as counted_in,
        count(distinct order_id) as order_count,
        count(*) as line_count,
        sum(sales_amount) as net_spend_usd
    from {{ ref('stg_transactions__order_lines') }}
    union all
    select
        'fct_order_lines' as counted_in,
        count(distinct order_id) as order_count,
        count(*) as line_count,
        sum(net_spend_usd) as net_spend_usd
    from {{ ref('fct_order_lines') }}
    union all
    select
        'fct_orders' as counted_in,
        count(*) as order_count,
        sum(line_count) as line_count,
        sum(net_spend_usd) as net_spend_usd
    from {{ ref('fct_orders') }}

),

expected as (

    select * from counted
    where counted_in = 'stg_transactions__order_lines'

)

select counted.*
from counted
cross join expected
where
    counted.order_count != expected.order_count
    or counted.line_count != expected.line_count
    or counted.net_spend_usd is distinct from expected.net_spend_usd
