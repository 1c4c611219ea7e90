-- Visits of up to five events. Every second order ends a visit at the very moment at which it is made.
create table events as
with placed as (
    select
        people.*,
        place::integer as place,
        place // 5 as visit,
        place % 5 as step,
        least(4, event_count - 1 - 5 * (place // 5)) as last_step
    from people, unnest(range(people.event_count)) as places (place)
),

visits as (
    select
        *,
        2 * visit < order_count and last_step > 0 as has_order,
        hash(getvariable('seed'), 'event', n, place) as bits,
        if(
            has_order,
            ordered_ms(n, 2 * visit, order_count, first_ms, last_ms),
            first_ms
            + (
                (last_ms - first_ms) * (visit + draw('visit', n * 1000 + visit)) / ((event_count + 4) // 5)
            )::bigint
        ) as ended_ms
    from placed
)

select
    n,
    place,
    ended_ms - if(step = last_step, 0, (last_step - step) * 61000 - (bits % 40000)::integer) as at_ms,
    bits,
    case
        when step = last_step and has_order then 'Order Completed'
        when place = 1 then 'identify'
        when step = 0 then 'page'
        when step = 1 then 'Products Searched'
        when step = 2 then 'Product Viewed'
        when step = 3 then if(bits // 40000 % 10 < 6, 'Product Added', 'Product Viewed')
        else if(bits // 40000 % 10 < 3, 'Checkout Started', 'page')
    end as kind,
    if(kind = 'Order Completed', 2 * visit, null)::integer as order_place
from visits;
