-- After the model that notes where the fences were.
-- depends_on: {{ ref('int_outlier_fences__before') }}
with

orders as (

    select * from {{ ref('int_orders__net_of_refunds') }}

),

-- A basket that only gives goods back has no order value.
fenced as (

    {{ outlier_fences('orders', 'fct_orders', judged_columns('fct_orders')) }}

)

select * from fenced
