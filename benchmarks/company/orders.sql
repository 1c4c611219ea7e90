-- Half of what somebody orders after registering a second time goes to the second profile.
create table orders as
with placed as (
    select
        people.n,
        place::integer as place,
        ordered_ms(people.n, place, people.order_count, people.first_ms, people.last_ms) as at_ms,
        hash(getvariable('seed'), 'order', people.n, place) as bits,
        people.basket_usd,
        people.discount_share,
        people.second_ms
    from people, unnest(range(people.order_count)) as places (place)
)

select
    n,
    place,
    at_ms,
    coalesce(place % 2 = 1 and at_ms > second_ms, false) as is_of_second,
    (bits % 5000)::smallint as product,
    (1 + bits // 5000 % 40)::tinyint as store,
    (1 + bits // 200000 % 4)::tinyint as quantity,
    (100 * basket_usd * (0.7 + 0.6 * (bits // 1000000 % 1000) / 1000))::integer as cents,
    (cents * discount_share * (0.7 + 0.6 * (bits // 1000000000 % 1000) / 1000))::integer as discount_cents
from placed;
