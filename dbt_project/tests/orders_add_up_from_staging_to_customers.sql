-- Lines, orders and money must be the same at every hop: nothing is lost in a join, and nothing is counted twice. From
-- the shops' own tables to fct_order_lines by currency, in what was paid, orders without an exchange rate set aside;
-- from there to fct_orders by shop, in dollars.
-- depends_on: {{ ref('int_order_lines__unioned') }}
with

-- Whatever int_order_lines__unioned reads: a shop that is added there is counted here.
staged as (

    {% if execute -%}
    {% for parent in graph.nodes['model.segmart.int_order_lines__unioned']['depends_on']['nodes'] -%}
    select
        currency,
        sales_amount
    from {{ graph.nodes[parent]['relation_name'] }}
    {% if not loop.last -%} union all {%- endif %}
    {% endfor -%}
    {%- endif %}

),

lines as (

    select * from {{ ref('fct_order_lines') }}

),

arrived as (

    select
        currency,
        sales_amount
    from lines
    union all
    select
        currency,
        sales_amount
    from {{ ref('orders_without_exchange_rate') }}

),

orders as (

    select * from {{ ref('fct_orders') }}

),

counted as (

    select
        'staging to fct_order_lines' as hop,
        currency as counted_for,
        'before' as side,
        null as order_count,
        count(*) as line_count,
        sum(sales_amount) as amount
    from staged
    group by currency
    union all
    select
        'staging to fct_order_lines' as hop,
        currency as counted_for,
        'after' as side,
        null as order_count,
        count(*) as line_count,
        sum(sales_amount) as amount
    from arrived
    group by currency
    union all
    select
        'fct_order_lines to fct_orders' as hop,
        shop as counted_for,
        'before' as side,
        count(distinct order_id) as order_count,
        count(*) as line_count,
        sum(net_spend_usd) as amount
    from lines
    group by shop
    union all
    select
        'fct_order_lines to fct_orders' as hop,
        shop as counted_for,
        'after' as side,
        count(*) as order_count,
        sum(line_count) as line_count,
        sum(net_spend_usd) as amount
    from orders
    group by shop

)

select
    hop,
    counted_for,
    list({'side': side, 'orders': order_count, 'lines': line_count, 'amount': amount} order by side) as sides
from counted
group by hop, counted_for
having
    count(*) != 2
    or min(order_count) is distinct from max(order_count)
    or min(line_count) != max(line_count)
    or min(amount) != max(amount)
