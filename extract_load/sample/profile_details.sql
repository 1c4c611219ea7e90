-- Where people live: cities are real, with the first digits of their postal codes; streets are not.
create table towns as
select *, row_number() over (order by postal_start) as town
from (values
    ('New York', 'NY', 'New York', '100', ['NYC', 'New York City', 'N.Y.C.']),
    ('Los Angeles', 'CA', 'California', '900', ['LA', 'L.A.']),
    ('Chicago', 'IL', 'Illinois', '606', ['Chgo']),
    ('Houston', 'TX', 'Texas', '770', []),
    ('Phoenix', 'AZ', 'Arizona', '850', ['Pheonix']),
    ('Philadelphia', 'PA', 'Pennsylvania', '191', ['Philly', 'Phila.']),
    ('Cincinnati', 'OH', 'Ohio', '452', ['Cincy', 'Cincinatti']),
    ('Columbus', 'OH', 'Ohio', '432', []),
    ('Louisville', 'KY', 'Kentucky', '402', []),
    ('Indianapolis', 'IN', 'Indiana', '462', ['Indy']),
    ('Atlanta', 'GA', 'Georgia', '303', []),
    ('Nashville', 'TN', 'Tennessee', '372', []),
    ('St. Louis', 'MO', 'Missouri', '631', ['Saint Louis', 'St Louis']),
    ('Kansas City', 'MO', 'Missouri', '641', ['KC']),
    ('Fort Worth', 'TX', 'Texas', '761', ['Ft. Worth', 'Ft Worth']),
    ('Washington', 'DC', 'District of Columbia', '200', ['Washington, D.C.', 'Washington DC']),
    ('Boston', 'MA', 'Massachusetts', '021', []),
    ('Newark', 'NJ', 'New Jersey', '071', []),
    ('San Juan', 'PR', 'Puerto Rico', '009', []),
    ('Detroit', 'MI', 'Michigan', '482', []),
    ('Denver', 'CO', 'Colorado', '802', []),
    ('Seattle', 'WA', 'Washington', '981', []),
    ('Minneapolis', 'MN', 'Minnesota', '554', ['Mpls.']),
    ('Charlotte', 'NC', 'North Carolina', '282', [])
) as towns (city, state, state_name, postal_start, city_spellings);

create macro pick(list, purpose, key) as list[1 + cast(floor(len(list) * draw(purpose, key)) as integer)];

-- What is true of a person; each profile spells it in its own way. An age lies in the real band of the household's
-- head, where there is one, from the first day of 2017 to the last.
create table people as
with known as (
    select
        person_ref,
        any_value(home_ref) as home_ref,
        coalesce(any_value(gender), pick(['female', 'male'], 'gender', person_ref)) as usual_gender,
        bool_or(tie = 'loyalty') as is_known_by_card,
        bool_or(tie = 'nothing') as is_known_by_details
    from profiles
    group by person_ref
),

aged as (
    select
        known.*,
        case
            when age is null
                then 18 + cast(floor(36 * draw('age', person_ref) + 34 * draw('age, again', person_ref)) as integer)
            when age = '65+' then 65 + cast(floor(24 * pow(draw('age', person_ref), 2)) as integer)
            else
                left(age, 2)::integer
                + cast(floor((right(age, 2)::integer - left(age, 2)::integer) * draw('age', person_ref)) as integer)
        end as age_years
    from known
    left join demographics on person_ref = cast(demographics.household_id as varchar)
)

select
    person_ref,
    is_known_by_details,
    if(draw('other gender', person_ref) < 0.01, 'other', usual_gender) as gender,
    cast(
        date '2017-01-01' - to_years(age_years) - to_days(cast(floor(365 * draw('birthday', person_ref)) as integer))
        as date
    ) as birth_date,
    if(
        person_ref = home_ref and (is_known_by_card or draw('loyalty', person_ref) < 0.5),
        'SM-7' || lpad(person_ref, 5, '0'),
        null
    ) as loyalty_id,
    1 + cast(floor(980 * draw('house', home_ref)) as integer) as house_number,
    pick([
        'Maple', 'Oak', 'Cedar', 'Birch', 'Walnut', 'Willow', 'Aspen', 'Juniper', 'Lake', 'Hill', 'River', 'Meadow',
        'Prairie', 'Orchard', 'Harbor', 'Mill', 'Church', 'Station', 'Franklin', 'Madison', 'Jefferson', 'Lincoln',
        'Monroe', 'Jackson'
    ], 'street', home_ref) as street_name,
    pick(['Street', 'Avenue', 'Road', 'Drive', 'Lane', 'Boulevard', 'Court', 'Place'], 'kind of street', home_ref)
        as street_kind,
    city,
    state,
    state_name,
    city_spellings,
    postal_start || lpad(cast(cast(floor(100 * draw('postal code', home_ref)) as integer) as varchar), 2, '0')
        as postal_code
from aged
inner join towns on town = 1 + cast(floor(24 * draw('town', home_ref)) as integer);

-- What profiles say of it. A second profile that shares no key was made after a move, or with a slip in the street; but
-- it and the first have date of birth and postal code.
create table profile_details as
with said as (
    select
        customer_ref,
        tie,
        people.*,
        not is_known_by_details as may_be_wrong,
        is_known_by_details or draw('says birth date', customer_ref) < 0.85 as says_birth_date,
        is_known_by_details or draw('says address', customer_ref) < 0.9 as says_address,
        tie = 'nothing' and draw('moved', customer_ref) < 0.5 as has_moved,
        case
            when may_be_wrong and draw('birth date slip', customer_ref) < 0.0006 then birth_date + to_years(100)
            when may_be_wrong and draw('birth date slip', customer_ref) < 0.0012 then birth_date - to_years(100)
            when may_be_wrong and draw('birth date slip', customer_ref) < 0.005
                then date '2014-02-01' + to_days(house_number)
            else birth_date
        end as said_birth_date
    from profiles
    inner join people using (person_ref)
),

spelled as (
    select
        *,
        strftime(said_birth_date, '%Y-%m-%d') as iso_date,
        strftime(said_birth_date, '%-m/%-d/%Y') as american_date,
        case
            when has_moved then concat_ws(' ', 1 + house_number // 2, 'Chestnut', street_kind)
            when tie = 'nothing'
                then concat_ws(' ', house_number, left(street_name, 2) || substr(street_name, 4), street_kind)
            else concat_ws(' ', house_number, street_name, street_kind)
        end as said_street
    from said
)

select
    customer_ref,
    case
        when tie in ('first', 'loyalty', 'placeholder')
            then pick([loyalty_id, loyalty_id, lower(loyalty_id), replace(loyalty_id, '-', ' ')], 'card', customer_ref)
    end as loyalty_id,
    case
        when not says_birth_date then if(draw('birth date', customer_ref) < 0.05, 'unknown', null)
        when may_be_wrong and draw('two digits', customer_ref) < 0.003 then strftime(said_birth_date, '%-m/%-d/%y')
        else pick([
            iso_date, iso_date, iso_date, iso_date, iso_date, american_date, american_date,
            strftime(said_birth_date, '%m/%d/%Y'), strftime(said_birth_date, '%d.%m.%Y'),
            strftime(said_birth_date, '%d-%b-%Y'), strftime(said_birth_date, '%B %-d, %Y')
        ], 'birth date', customer_ref)
    end as birth_date,
    case
        when draw('says gender', customer_ref) < 0.1 then null
        when draw('says gender', customer_ref) < 0.12 then pick(['unknown', 'n/a', '-'], 'gender', customer_ref)
        when draw('says gender', customer_ref) < 0.121 then 'see notes'
        when gender = 'female' then pick(['F', 'F', 'Female', 'female', 'f', 'W', 'Woman'], 'gender', customer_ref)
        when gender = 'male' then pick(['M', 'M', 'Male', 'male', 'm', 'Man', 'MALE'], 'gender', customer_ref)
        else pick(['X', 'non-binary', 'Diverse'], 'gender', customer_ref)
    end as gender,
    case
        when says_address
            then pick([
                said_street, said_street, upper(said_street), replace(said_street, 'Street', 'St.'),
                replace(replace(said_street, 'Avenue', 'Ave'), 'Road', 'Rd')
            ], 'street', customer_ref)
    end as street,
    case
        when not says_address then null
        when may_be_wrong and draw('city spelled', customer_ref) < 0.001 then '00000'
        when draw('city spelled', customer_ref) < 0.7 then city
        else pick(city_spellings || [upper(city), lower(city)], 'city', customer_ref)
    end as city,
    case
        when not says_address then null
        when may_be_wrong and draw('state spelled', customer_ref) < 0.0034 then 'Oz'
        else pick([
            state, state, state, state, state, state, state_name, state_name, lower(state_name), lower(state),
            left(state, 1) || '.' || right(state, 1) || '.'
        ], 'state', customer_ref)
    end as state,
    case
        when not says_address then null
        when postal_code[1] = '0' and draw('postal code spelled', customer_ref) < 0.3 then ltrim(postal_code, '0')
        when draw('postal code spelled', customer_ref) > 0.92 then concat(postal_code, '-', 1000 + house_number)
        else postal_code
    end as postal_code,
    case
        when may_be_wrong and draw('country spelled', customer_ref) < 0.001 then 'Narnia'
        when draw('country spelled', customer_ref) < 0.85
            then pick([
                'USA', 'USA', 'USA', 'US', 'US', 'United States', 'U.S.', 'usa', 'United States of America'
            ], 'country', customer_ref)
    end as country,
    case
        when income = 'Under 15K' then pick([income, income, 'Under $15,000', 'under 15k'], 'income', customer_ref)
        when income = '250K+' then pick([income, income, '$250,000+', '250k+'], 'income', customer_ref)
        else pick([
            income, income, income, income, lower(income), replace(income, '-', 'K-'),
            '$' || replace(replace(income, '-', ',000-$'), 'K', ',999')
        ], 'income', customer_ref)
    end as income
from spelled
left join demographics on customer_ref = cast(demographics.household_id as varchar);
