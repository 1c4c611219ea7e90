-- A small shop of its own: 60 customers who pay in euros, pounds or Canadian dollars. Simulated, every value of it.
-- Times are those of its clocks in Berlin. Its customers 1 to 60 and its goods A01 to A40 are nobody and nothing elsewhere.
create table outlet_lines as
with

customers as (

    select
        customer,
        4 + cast(floor(13 * draw('outlet orders', customer)) as integer) as order_count,
        case
            when draw('outlet currency', customer) < 0.55 then 'EUR'
            when draw('outlet currency', customer) < 0.80 then 'GBP'
            else 'CAD'
        end as currency
    from range(1, 61) as numbers (customer)

),

orders as (

    select
        'O' || lpad(cast(100 * customer + place as varchar), 5, '0') as order_no,
        case when draw('outlet anonymous', 100 * customer + place) >= 0.05 then cast(customer as varchar) end as customer,
        currency,
        timestamp '2017-01-01 09:00:00'
        + to_days(cast(floor(365 * draw('outlet day', 100 * customer + place)) as integer))
        + to_seconds(cast(floor(39600 * draw('outlet second', 100 * customer + place)) as integer)) as sold_at,
        1 + cast(floor(3 * draw('outlet lines', 100 * customer + place)) as integer) as line_count
    from customers
    cross join range(16) as places (place)
    where place < order_count

),

lines as (

    select
        orders.*,
        order_no || '-' || line as line_key,
        cast(1 + floor(40 * power(draw('outlet article', order_no || '-' || line), 2)) as integer) as article,
        1 + cast(floor(1.5 * draw('outlet pieces', order_no || '-' || line)) as integer) as pieces
    from orders
    cross join range(3) as numbers (line)
    where line < line_count

),

paid as (

    select
        *,
        cast(pieces * (500 + floor(7500 * draw('outlet price', article))) / 100 as decimal(12, 2)) as full_price,
        draw('outlet voucher', line_key) < 0.15 as has_voucher
    from lines

)

select
    line_key,
    order_no,
    'A' || lpad(cast(article as varchar), 2, '0') as sku,
    customer,
    pieces,
    full_price - if(has_voucher, cast(full_price / 10 as decimal(12, 2)), 0) as paid,
    if(has_voucher, cast(full_price / 10 as decimal(12, 2)), null) as voucher,
    currency,
    sold_at
from paid
-- One line in 25 was scanned twice: the till sends no number of the line, so that the two are equal.
cross join range(2) as scans (scan)
where scan = 0 or draw('outlet scanned twice', line_key) < 0.04;


-- What the outlet's database did to its refunds: put in, corrected, deleted, put in again.
create table outlet_refund_changes as
with

refunds as (

    select
        'R-' || line_key as refund_no,
        order_no,
        sku,
        pieces,
        paid as amount,
        currency,
        sold_at + to_days(2 + cast(floor(10 * draw('outlet refund delay', line_key)) as integer)) as refunded_at,
        draw('outlet refund fate', line_key) as fate
    from outlet_lines
    where draw('outlet given back', line_key) < 0.12
    group by all

),

changes as (

    select *, 'I' as op, refunded_at as changed_at from refunds
    union all
    select * replace (cast(amount / 2 as decimal(12, 2)) as amount), 'U' as op, refunded_at + interval 1 day as changed_at
    from refunds
    where fate < 0.2
    union all
    select *, 'D' as op, refunded_at + interval 1 day as changed_at
    from refunds
    where fate between 0.2 and 0.3
    union all
    select *, 'I' as op, refunded_at + interval 3 days as changed_at
    from refunds
    where fate between 0.2 and 0.23

)

select
    * exclude (fate),
    -- One change in ten waits for two days, and so comes after younger ones.
    cast(changed_at as date) + if(draw('outlet late change', refund_no || op) < 0.1, 2, 0) as sent_on
from changes;
