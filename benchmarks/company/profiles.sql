-- One row per profile. A second one shares its person's e-mail address, phone number or loyalty card with the first,
-- spelled in its own way, or nothing but the person: then names, birth date and address are nearly the same.
create table profiles as
with named as (
    select
        people.*,
        homes.* exclude (n),
        if(homes.is_male, firsts.male, firsts.female) as first_name,
        lasts.last_name,
        -- No two people have the same number, and a person's two do not resemble each other.
        people.n::bigint * 104729 % 10000019 as first_number,
        people.n::bigint * 7919 % 10000019 as second_number,
        homes.home_n as phone_number,
        if(draw('age', people.n) < 0.14, null, 2017 - year(homes.birth_day)) as age_years,
        hash(getvariable('seed'), 'second profile', people.n) as bits
    from people
    inner join homes using (n)
    inner join name_slots as firsts on homes.first_slot = firsts.slot
    inner join name_slots as lasts on homes.last_slot = lasts.slot
),

firsts as (
    select
        n,
        customer_ref,
        first_name,
        last_name,
        -- The till needs an address, and so some people have the shop's.
        if(
            draw('no e-mail', n) < 0.01,
            'none@none.com',
            lower(concat(first_name, '.', last_name, first_number, '@example.com'))
        ) as email,
        if(draw('no phone', n) < 0.01, '(000) 000-0000', phone(phone_number)) as phone,
        case
            when second_kind = 'loyalty card' or draw('loyalty', n) < 0.5 then concat('L', printf('%08d', first_number))
            when draw('loyalty', n) < 0.51 then '000000'
        end as loyalty_id,
        if(draw('no birth date', n) < 0.06, null, birth_day) as birth_date,
        street,
        city,
        postal_code,
        greatest(0, first_ms - 3600000) as registered_ms
    from named
),

seconds as (
    select
        n,
        second_ref,
        if(bits // 10 % 10 < 3, typo(first_name, bits // 100), first_name),
        if(bits // 1000 % 10 < 3, typo(last_name, bits // 10000), last_name),
        if(
            second_kind = 'e-mail',
            concat(' ', upper(concat(first_name, '.', last_name, first_number, '@example.com'))),
            lower(concat(left(first_name, 1), last_name, second_number, '@example.org'))
        ),
        if(
            second_kind = 'phone',
            regexp_replace(phone(phone_number), '[^0-9]', '', 'g'),
            phone(4000000 + n::bigint * 7919 % 4000000)
        ),
        if(second_kind = 'loyalty card', lower(concat(' l', printf('%08d', first_number))), null),
        case
            when bits // 1000000 % 20 < 2 then birth_day + 10 * (if(day(birth_day) > 15, -1, 1))
            when bits // 1000000 % 20 < 4 and day(birth_day) <= 12
                then make_date(year(birth_day), day(birth_day), month(birth_day))
            when bits // 1000000 % 20 = 4 then null
            else birth_day
        end,
        case
            when bits // 100000000 % 10 < 2 then next_street
            when bits // 100000000 % 10 < 4 then typo(street, bits // 10000000000)
            else street
        end,
        if(bits // 1000000000 % 10 < 1, typo(city, bits // 30000000000), city),
        if(bits // 100000000 % 10 < 2, next_postal_code, postal_code),
        second_ms
    from named
    where second_ref is not null
),

spelled as (
    select * from firsts
    union all
    select * from seconds
)

select
    spelled.*,
    named.state,
    (['US', 'USA', 'United States'])[1 + (named.bits % 3)::integer] as country,
    if(named.is_male, ['M', 'male'], ['F', 'female'])[1 + named.n % 2] as gender,
    case
        when named.age_years is null then ''
        when named.age_years < 25 then '19-24'
        when named.age_years < 65 then concat(
            10 * ((named.age_years + 5) // 10) - 5, '-', 10 * ((named.age_years + 5) // 10) + 4
        )
        else '65+'
    end as age
from spelled
inner join named using (n)
order by spelled.registered_ms, spelled.customer_ref;
