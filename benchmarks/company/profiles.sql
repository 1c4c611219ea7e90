-- One row per profile. A second one has either the e-mail address or the phone number of the first, spelled in its own
-- way; nobody else shares either.
create table profiles as
with named as (
    select
        *,
        ([
            'Ada', 'Ben', 'Carla', 'Dieter', 'Elif', 'Femi', 'Grace', 'Hugo', 'Ines', 'Jonas', 'Keiko', 'Liam', 'Mira',
            'Noah', 'Olga', 'Pablo', 'Quinn', 'Rosa', 'Sven', 'Tala'
        ])[1 + (20 * draw('first name', n))::integer % 20] as first_name,
        ([
            'Abbott', 'Berg', 'Chen', 'Diaz', 'Evans', 'Fischer', 'Garcia', 'Haas', 'Ito', 'Jensen', 'Khan', 'Lopez',
            'Meyer', 'Nowak', 'Okafor', 'Patel', 'Quist', 'Rossi', 'Silva', 'Tanaka'
        ])[1 + (20 * draw('last name', n))::integer % 20] as last_name,
        lower(concat(first_name, '.', last_name, n, '@example.com')) as email,
        n as phone_number,
        (['19-24', '25-34', '35-44', '45-54', '55-64', '65+', ''])[1 + (7 * draw('age', n))::integer % 7] as age
    from people
),

spelled as (
    select
        n,
        customer_ref,
        first_name,
        last_name,
        email,
        phone(phone_number) as phone,
        greatest(0, first_ms - 3600000) as registered_ms,
        age
    from named
    union all
    select
        n,
        second_ref,
        concat(first_name, right(first_name, 1)),
        last_name,
        if(n % 2 = 0, concat(' ', upper(email)), concat('second.', email)),
        if(n % 2 = 0, phone(phone_number + 4000000), regexp_replace(phone(phone_number), '[^0-9]', '', 'g')),
        second_ms,
        age
    from named
    where second_ref is not null
)

select * from spelled order by registered_ms, customer_ref;
