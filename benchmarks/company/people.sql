-- Out of 20 people, so many are of each kind; their orders come to 200 and their events to 600, whatever the seed.
create table kinds (
    cluster varchar,
    people integer,
    order_count integer,
    event_count integer,
    basket_usd double,
    discount_share double,
    first_last_day integer,
    is_churner boolean
);
insert into kinds values
('regulars', 4, 24, 60, 45, 0.04, 350, false),
('deal hunters', 3, 16, 80, 22, 0.40, 345, false),
('occasional buyers', 6, 4, 8, 30, 0.08, 325, false),
('big baskets', 3, 4, 16, 190, 0.06, 335, false),
('lapsed', 4, 5, 6, 35, 0.10, 110, true);

-- A number in [0, 1) that depends on the seed and its arguments alone, in one version of DuckDB: md5 would be the same
-- in all of them, and thirty times slower.
create macro draw(purpose, key) as (hash(getvariable('seed'), purpose, key) % 1000000) / 1e6;

-- One of so many ways to be broken, for the share of records that shall be; NULL for the others.
create macro dirt(purpose, key, ways) as
if(
    draw(concat('broken ', purpose), key) < getvariable('dirt'),
    1 + (draw(concat('way ', purpose), key) * ways)::integer % ways,
    null
);

create macro phone(number) as concat('(', 200 + number // 10000, ') 555-', lpad((number % 10000)::varchar, 4, '0'));

create macro stamp(milliseconds) as
strftime(timestamp '2017-01-01' + to_milliseconds(milliseconds), '%Y-%m-%dT%H:%M:%S.%gZ');

-- Two by two, people of a kind share what one has more and the other less than the kind's counts.
create table people as
with slots as (
    select cluster, row_number() over (order by cluster, one_of) - 1 as slot, one_of - 1 as place, people
    from kinds, unnest(range(1, people + 1)) as numbers (one_of)
),

dealt as (
    select
        n,
        row_number() over (order by draw('slot', n), n) - 1 as rank
    from range(getvariable('customers')) as customers (n)
),

ranked as (
    select
        dealt.n,
        slots.cluster,
        (dealt.rank // 20) * slots.people + slots.place as rank_in_kind,
        count(*) over (partition by slots.cluster) as kind_size
    from dealt
    inner join slots on dealt.rank % 20 = slots.slot
),

tilted as (
    select
        *,
        case
            when rank_in_kind = kind_size - 1 and kind_size % 2 = 1 then 0
            when rank_in_kind % 2 = 0 then 1
            else -1
        end as tilt,
        0.25 * draw('tilt', concat(cluster, rank_in_kind // 2)) as share
    from ranked
)

select
    tilted.n::integer as n,
    concat('c', lpad(tilted.n::varchar, 7, '0')) as customer_ref,
    kinds.cluster,
    kinds.is_churner,
    (kinds.order_count + tilted.tilt * round(kinds.order_count * tilted.share))::integer as order_count,
    (kinds.event_count + tilted.tilt * round(kinds.event_count * tilted.share))::integer as event_count,
    kinds.basket_usd * (0.8 + 0.4 * draw('basket', tilted.n)) as basket_usd,
    kinds.discount_share,
    (86400000 * (1 + 60 * draw('first day', tilted.n)))::bigint as first_ms,
    (86400000 * (kinds.first_last_day + 14 * draw('last day', tilted.n)))::bigint as last_ms,
    (['mobile', 'mobile', 'desktop', 'desktop', 'tablet'])[1 + (5 * draw('device', tilted.n))::integer % 5] as device,
    if(
        draw('second profile', tilted.n) < 0.03,
        first_ms + ((0.2 + 0.4 * draw('second profile delay', tilted.n)) * (last_ms - first_ms))::bigint,
        null
    ) as second_ms,
    if(second_ms is null, null, concat('r', lpad(tilted.n::varchar, 7, '0'))) as second_ref,
    if(
        second_ms is null,
        null,
        (['e-mail', 'phone', 'loyalty card', 'no key', 'no key'])[
            1 + (5 * draw('kind of second profile', tilted.n))::integer % 5
        ]
    ) as second_kind
from tilted
inner join kinds using (cluster)
order by tilted.n;

-- When somebody's order number so and so is made: evenly over the days on which they buy, with some jitter.
create macro ordered_ms(n, place, order_count, first_ms, last_ms) as
first_ms + ((last_ms - first_ms) * (place + draw('order time', n * 1000 + place)) / order_count)::bigint;
