create view clusters as
select customer_ref, cluster from people;

create view duplicates as
select customer_ref, second_ref as duplicate_ref, second_kind as kind from people where second_ref is not null;

create view churners as
with last_orders as (
    select n, max(at_ms) as at_ms from orders group by n
),

last_events as (
    select n, max(at_ms) as at_ms from events group by n
)

select
    people.customer_ref,
    timestamp '2017-01-01' + to_milliseconds(last_orders.at_ms) as last_order_at,
    timestamp '2017-01-01' + to_milliseconds(greatest(last_orders.at_ms, last_events.at_ms)) as last_activity_at
from people
inner join last_orders using (n)
inner join last_events using (n)
where people.is_churner;
