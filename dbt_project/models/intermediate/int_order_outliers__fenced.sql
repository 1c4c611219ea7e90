with

orders as (

    select * from {{ ref('int_orders__net_of_refunds') }}

),

-- A basket that only gives goods back has no order value.
fenced as (

    {{ outlier_fences('orders', 'fct_orders', {
        'net_spend_usd': 'if(is_refund_only, null, net_spend_usd)',
        'line_count': 'line_count',
    }) }}

)

select * from fenced
