-- After the model that notes where the fences were.
-- depends_on: {{ ref('int_outlier_fences__before') }}
with

-- Quantities need neither a customer nor a price, which int_order_lines__priced would look up once more.
lines as (

    select * from {{ ref('int_order_lines__unioned') }} as unioned
    where not exists (
        select 1 from {{ ref('orders_without_exchange_rate') }} as orders_set_aside
        where orders_set_aside.order_id = unioned.order_id
    )

),

-- Goods that are given back count below zero: among the purchases each of them would be an outlier.
fenced as (

    {{ outlier_fences('lines', 'fct_order_lines', judged_columns('fct_order_lines')) }}

)

select * from fenced
