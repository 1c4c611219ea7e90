-- One row per line of the file that begins on the given day: its place, what is wrong with it, and what it says.
with numbered as (
    select
        orders.*,
        if(orders.is_of_second, people.second_ref, people.customer_ref) as customer_ref,
        row_number() over (order by orders.at_ms, orders.n, orders.place) + 1 as line,
        dirt('order', orders.n * 1000 + orders.place, 5) as fault
    from orders
    inner join people using (n)
    where orders.at_ms >= $from_ms and orders.at_ms < $before_ms
)

select
    line,
    ([
        'quantity is no whole number', 'sales_value is no amount', 'basket_id is missing', 'fields are missing',
        'transaction_timestamp is no moment'
    ])[fault] as why,
    concat(
        if(fault = 3, '', concat(n, '-', place)), ',', customer_ref, ',', store, ',p', product, ',',
        if(fault = 1, 'a few', quantity::varchar), ',',
        if(fault = 2, '12.345', (cents / 100)::decimal(12, 2)::varchar),
        if(
            fault = 4,
            '',
            concat(
                ',', (discount_cents / 100)::decimal(12, 2), ',0.00,0.00,',
                if(fault = 5, '2017-02-30T00:00:00Z', stamp(at_ms))
            )
        )
    ) as said
from numbered
order by line
