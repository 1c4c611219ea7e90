"""Simulated identities: unique to a person, and resolvable where a person appears twice."""

from collections import Counter, defaultdict

import pytest

from extract_load.sample.profiles import CUSTOMERS


@pytest.fixture(scope="module")
def customers(relations):
    rows = relations.execute(CUSTOMERS.query)
    names = [column[0] for column in rows.description]
    return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]


def email_key(customer) -> str:
    return customer["email"].strip().lower()


def phone_key(customer) -> str:
    return "".join(filter(str.isdigit, customer["phone"]))


def test_first_profiles_are_exactly_the_households(relations, customers):
    first = {customer["customer_ref"] for customer in customers if customer["simulated"] == "identity"}
    assert first == {
        ref for (ref,) in relations.execute("select distinct household_id::varchar from transactions").fetchall()
    }


def test_no_two_people_share_an_email_or_a_phone(customers):
    first = [customer for customer in customers if customer["simulated"] == "identity"]
    assert max(Counter(map(email_key, first)).values()) == 1
    assert max(Counter(map(phone_key, first)).values()) == 1


def test_a_second_profile_shares_one_key_with_one_person_and_owns_no_order(customers):
    people, second = [], []
    for customer in customers:
        (people if customer["simulated"] == "identity" else second).append(customer)
    owners = defaultdict(list)
    for person in people:
        owners[email_key(person)].append(person)
        owners[phone_key(person)].append(person)
    assert 0.025 < len(second) / len(people) < 0.035
    for profile in second:
        shared = owners[email_key(profile)] + owners[phone_key(profile)]
        assert len(shared) == 1, profile
        assert profile["last_name"] == shared[0]["last_name"]
        assert profile["first_name"] != shared[0]["first_name"]
        assert shared[0]["registered_at"] < profile["registered_at"] < "2018-01-01T04:01:20Z"
    assert not {profile["customer_ref"] for profile in second} & {person["customer_ref"] for person in people}


def test_second_profiles_agree_with_nobody_but_their_person(customers):
    """Each key belongs to one person, and to at most one second profile."""
    assert max(Counter(map(email_key, customers)).values()) == 2
    assert max(Counter(map(phone_key, customers)).values()) == 2


def test_some_shared_keys_are_spelt_otherwise(customers):
    spellings = defaultdict(set)
    for customer in customers:
        spellings[email_key(customer)].add(customer["email"])
        spellings[phone_key(customer)].add(customer["phone"])
    assert any(len(spelt) == 2 and "@" in key for key, spelt in spellings.items())
    assert any(len(spelt) == 2 and "@" not in key for key, spelt in spellings.items())


def test_a_household_registers_on_the_day_of_its_first_order_and_not_after_it(relations):
    assert relations.execute("""
        select count(*) from households
        where registered_at > first_order_at or registered_at::date <> first_order_at::date
    """).fetchone() == (0,)


def test_identities_are_fictional(customers):
    assert all(
        email_key(customer).split("@")[1] in {"example.com", "example.org", "example.net"} for customer in customers
    )
    assert all(phone_key(customer)[3:8] == "55501" for customer in customers)


def test_demographics_are_the_real_ones(customers):
    assert sum(customer["age"] is not None for customer in customers) == 801
