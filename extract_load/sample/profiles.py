"""Customer profiles: one for each real household, and a second one for about 3 % of them."""

import duckdb

from extract_load.sample.extract import Extract
from extract_load.sample.identities import first_profile, random_names, second_profile

CUSTOMERS = Extract(
    entity="crm/customers",
    file_name="customers.csv",
    query="""
        select
            customer_ref,
            first_name,
            last_name,
            email,
            phone,
            strftime(profiles.registered_at, '%Y-%m-%dT%H:%M:%SZ') as registered_at,
            strftime(profiles.registered_at, '%Y-%m-%dT%H:%M:%SZ') as updated_at,
            age,
            income,
            home_ownership,
            marital_status,
            household_size,
            household_comp,
            kids_count,
            simulated,
            cast(profiles.registered_at as date) as dt
        from profiles
        left join demographics on profiles.customer_ref = cast(demographics.household_id as varchar)
    """,
    order_by="registered_at, customer_ref",
)


def create_profiles(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the table ``profiles``: one row per household, then the second profiles."""
    households = connection.execute(_HOUSEHOLDS).fetchall()
    names = random_names(len(households))
    profiles = [
        first_profile(number, str(household), registered_at, name)
        for number, ((household, registered_at, *_), name) in enumerate(zip(households, names, strict=True))
    ]
    profiles += [
        second_profile(len(households) + number, profile, delay_days, variant)
        for number, (profile, (*_, is_doubled, delay_days, variant)) in enumerate(
            zip(profiles, households, strict=True)
        )
        if is_doubled
    ]
    connection.execute(_CREATE_TABLE)
    connection.executemany("insert into profiles values (?, ?, ?, ?, ?, ?, ?)", profiles)


# Households that come in December would have to register again after the sample's end.
_HOUSEHOLDS = """
    select
        household_id,
        registered_at,
        draw('doubled', household_id) < 0.03 and registered_at < timestamp '2017-12-01' as is_doubled,
        cast(3 + 60 * draw('second profile delay', household_id) as integer) as delay_days,
        cast(floor(6 * draw('second profile variant', household_id)) as integer) as variant
    from households
    order by household_id
"""

_CREATE_TABLE = """
    create table profiles (
        customer_ref varchar, first_name varchar, last_name varchar, email varchar, phone varchar,
        registered_at timestamp, simulated varchar
    )
"""
