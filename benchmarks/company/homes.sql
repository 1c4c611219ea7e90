-- How people live: every fifth pair of consecutive people is a household, with one name, one address and one phone.
-- Few of them are twins, or a father and his son of the same name.
create macro typo(word, bits) as
case bits % 3
    when 0 then concat(left(word, 1), substr(word, 3))
    when 1 then concat(left(word, -2), right(word, 1), substr(word, -2, 1))
    else concat(left(word, 2), chr((97 + bits // 3 % 26)::integer), substr(word, 4))
end;

create macro postal_code(town, place) as printf('%05d', 10000 + 34 * town + (place * (1 + town % 30))::integer);

create table homes as
with paired as (
    select
        n,
        case
            when n + 1 - n % 2 >= getvariable('customers') then 'alone'
            when draw('home', n // 2) < 0.002 then 'twins'
            when draw('home', n // 2) < 0.007 then 'father and son'
            when draw('home', n // 2) < 0.2 then 'household'
            else 'alone'
        end as home_kind,
        if(home_kind = 'alone', n, n - n % 2) as home_n
    from people
),

placed as (
    select
        *,
        -- Towns differ in size: a tenth of them holds a third of the people.
        (2500 * pow(draw('town', home_n), 2))::integer % 2500 as town,
        if(home_kind = 'twins', home_n, n) as birth_n,
        (date '1936-01-01' + (25000 * draw('birth', birth_n))::integer) as birth_day
    from paired
)

select
    placed.n,
    placed.home_kind,
    placed.home_n,
    concat(1 + (1900 * draw('house', placed.home_n))::integer, ' ', roads.road) as street,
    concat(1 + (1900 * draw('next house', placed.n))::integer, ' ', next_roads.road) as next_street,
    towns.city,
    towns.state,
    postal_code(placed.town, draw('postal code', placed.home_n)) as postal_code,
    postal_code(placed.town, draw('next postal code', placed.n)) as next_postal_code,
    if(
        placed.home_kind = 'father and son' and placed.n % 2 = 1,
        placed.birth_day - 7400 - (placed.n % 5000),
        placed.birth_day
    ) as birth_day,
    placed.home_kind = 'father and son' or draw('gender', placed.n) < 0.5 as is_male,
    (10000 * draw('first name', if(placed.home_kind = 'father and son', placed.home_n, placed.n)))::integer % 10000
    as first_slot,
    (10000 * draw('last name', placed.home_n))::integer % 10000 as last_slot
from placed
inner join towns on placed.town = towns.place
inner join roads on roads.place = (1000 * draw('road', placed.home_n))::integer % 1000
inner join roads as next_roads on next_roads.place = (1000 * draw('next road', placed.n))::integer % 1000;
