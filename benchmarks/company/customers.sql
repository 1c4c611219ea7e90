-- One row per line of the file that begins on the given day.
with numbered as (
    select
        *,
        row_number() over (order by registered_ms, customer_ref) + 1 as line,
        dirt('profile', customer_ref, 3) as fault
    from profiles
    where registered_ms >= $from_ms and registered_ms < $before_ms
)

select
    line,
    (['updated_at is missing', 'registered_at is no moment', 'it has a field too many'])[fault] as why,
    concat(
        customer_ref, ',', first_name, ',', last_name, ',', email, ',', phone, ',',
        if(fault = 2, 'last week', stamp(registered_ms)), ',', if(fault = 1, '', stamp(registered_ms)), ',', age, ',',
        loyalty_id, ',', birth_date, ',', gender, ',', street, ',', city, ',', state, ',', postal_code, ',', country,
        if(fault = 3, ',', '')
    ) as said
from numbered
order by line
