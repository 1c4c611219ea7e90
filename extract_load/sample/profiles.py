"""Customer profiles: one for each real household, and a second one for some of them."""

from pathlib import Path

import duckdb

from extract_load.sample.extract import Extract
from extract_load.sample.identities import (
    Profile,
    first_profile,
    partner_profile,
    random_names,
    second_profile,
    usual_genders,
    without_contact,
)

_SQL = Path(__file__).parent

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
            profile_details.income,
            home_ownership,
            marital_status,
            household_size,
            household_comp,
            kids_count,
            loyalty_id,
            birth_date,
            profile_details.gender,
            street,
            city,
            state,
            postal_code,
            country,
            simulated,
            cast(profiles.registered_at as date) as dt
        from profiles
        inner join profile_details using (customer_ref)
        left join demographics on profiles.customer_ref = cast(demographics.household_id as varchar)
    """,
    order_by="registered_at, customer_ref",
)

MATCH_DECISIONS = Extract(
    entity="crm/match_decisions",
    file_name="match_decisions.csv",
    query="""
        select
            left_ref,
            right_ref,
            decision,
            decided_by,
            strftime(match_decisions.decided_at, '%Y-%m-%dT%H:%M:%SZ') as decided_at,
            true as simulated,
            cast(match_decisions.decided_at as date) as dt
        from match_decisions
    """,
    order_by="decided_at, left_ref, right_ref",
)


def create_profiles(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill ``profiles``, what they say besides in ``profile_details``, and ``match_decisions`` about them."""
    households = connection.execute(_HOUSEHOLDS).fetchall()
    names, genders = random_names(len(households)), usual_genders()
    first: list[Profile] = []
    second: list[Profile] = []
    for number, ((household, registered_at, tie, delay_days, variant), name) in enumerate(
        zip(households, names, strict=True)
    ):
        profile = first_profile(number, str(household), registered_at, name, genders.get(name[0]))
        first.append(without_contact(profile, variant) if tie == "placeholder" else profile)
        other = len(households) + number
        if tie == "household":
            partner, _ = names[(number + 1) % len(names)]
            second.append(partner_profile(other, profile, delay_days, partner, genders.get(partner)))
        elif tie not in ("none", "placeholder"):
            second.append(second_profile(other, profile, delay_days, variant, tie))
    connection.execute(_CREATE_TABLE)
    connection.executemany(f"insert into profiles values ({', '.join('?' * len(Profile._fields))})", first + second)
    for step in ("profile_details", "match_decisions"):
        connection.execute((_SQL / f"{step}.sql").read_text(encoding="utf-8"))


# Households that come in December would have to register again after the sample's end.
_HOUSEHOLDS = """
    with drawn as (
        select
            household_id,
            registered_at,
            draw('doubled', household_id) as doubled,
            draw('otherwise doubled', household_id) as otherwise,
            cast(3 + 60 * draw('second profile delay', household_id) as integer) as delay_days,
            cast(floor(6 * draw('second profile variant', household_id)) as integer) as variant
        from households
    )

    select
        household_id,
        registered_at,
        case
            when otherwise >= 0.9952 and doubled >= 0.03 then 'placeholder'
            when registered_at >= timestamp '2017-12-01' then 'none'
            when doubled < 0.03 and variant < 3 then 'email'
            when doubled < 0.03 then 'phone'
            when otherwise < 0.008 then 'loyalty'
            when otherwise < 0.014 then 'nothing'
            when otherwise < 0.0146 then 'household'
            else 'none'
        end as tie,
        delay_days,
        variant
    from drawn
    order by household_id
"""

_CREATE_TABLE = """
    create table profiles (
        customer_ref varchar, first_name varchar, last_name varchar, email varchar, phone varchar,
        registered_at timestamp, simulated varchar, person_ref varchar, home_ref varchar, gender varchar, tie varchar
    )
"""
