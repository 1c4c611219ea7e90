"""Simulated identities: who is one person can be told, in as many ways as in a CRM, and some are traps."""

from collections import Counter, defaultdict

import pytest

from extract_load.sample.profiles import CUSTOMERS, MATCH_DECISIONS


@pytest.fixture(scope="module")
def customers(relations):
    """What the CRM sends, with who it is about and why, which it does not send."""
    rows = relations.execute(f"""
        select extract.*, person_ref, home_ref, tie
        from ({CUSTOMERS.query}) as extract
        inner join profiles using (customer_ref)
    """)
    names = [column[0] for column in rows.description]
    return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]


@pytest.fixture(scope="module")
def by_tie(customers):
    found = defaultdict(list)
    for customer in customers:
        found[customer["tie"]].append(customer)
    return found


@pytest.fixture(scope="module")
def first_of(customers):
    """The first profile of a profile's home."""
    first = {customer["customer_ref"]: customer for customer in customers}
    return lambda profile: first[profile["home_ref"]]


def email_key(customer) -> str:
    return customer["email"].strip().lower()


def phone_key(customer) -> str:
    return "".join(filter(str.isdigit, customer["phone"]))


def card_key(customer) -> str | None:
    return customer["loyalty_id"] and "".join(filter(str.isalnum, customer["loyalty_id"])).upper()


def shared_keys(profile, other) -> set[str]:
    keys = {"email": email_key, "phone": phone_key, "loyalty": card_key}
    return {name for name, key in keys.items() if key(profile) and key(profile) == key(other)}


def test_first_profiles_are_exactly_the_households(relations, customers):
    first = {customer["customer_ref"] for customer in customers if customer["simulated"] == "identity"}
    assert first == {
        ref for (ref,) in relations.execute("select distinct household_id::varchar from transactions").fetchall()
    }


def test_profiles_of_every_kind_are_there(by_tie):
    assert {tie: len(profiles) for tie, profiles in by_tie.items()} == {
        "first": 2457,
        "placeholder": 12,
        "email": 36,
        "phone": 41,
        "loyalty": 19,
        "nothing": 14,
        "household": 2,
    }


@pytest.mark.parametrize("tie", ["email", "phone", "loyalty"])
def test_a_second_profile_shares_one_key_with_its_person_and_owns_no_order(by_tie, first_of, tie):
    for profile in by_tie[tie]:
        first = first_of(profile)
        assert shared_keys(profile, first) == {tie}
        assert profile["person_ref"] == first["person_ref"]
        assert profile["last_name"] == first["last_name"]
        assert profile["first_name"] != first["first_name"]
        assert first["registered_at"] < profile["registered_at"] < "2018-01-01T04:01:20Z"
        assert not profile["customer_ref"].isdigit()


def test_who_shares_no_key_can_be_told_by_date_of_birth_and_postal_code(by_tie, first_of):
    for profile in by_tie["nothing"]:
        first = first_of(profile)
        assert shared_keys(profile, first) == set()
        assert profile["last_name"] == first["last_name"]
        assert profile["birth_date"] and first["birth_date"]
        assert profile["postal_code"].zfill(5)[:5] == first["postal_code"].zfill(5)[:5]
        assert profile["street"].lower() != first["street"].lower()
    assert sum("chestnut" in profile["street"].lower() for profile in by_tie["nothing"]) not in (0, 14)


def test_a_household_of_two_people_shares_a_telephone(by_tie, first_of):
    for profile in by_tie["household"]:
        first = first_of(profile)
        assert shared_keys(profile, first) == {"phone"}
        assert profile["person_ref"] != first["person_ref"]
        assert profile["first_name"] != first["first_name"]


def test_a_shops_placeholder_stands_in_a_dozen_profiles(by_tie):
    emails = Counter(map(email_key, by_tie["placeholder"]))
    phones = Counter(map(phone_key, by_tie["placeholder"]))
    assert emails["none@none.com"] >= 6
    assert phones["000000"] >= 6
    assert len({profile["email"] for profile in by_tie["placeholder"] if email_key(profile) == "none@none.com"}) == 2


def test_keys_agree_with_nobody_else(customers):
    """Each key belongs to one person or household, and to at most one second profile, but for the placeholders."""
    for key in (email_key, phone_key, card_key):
        counts = Counter(filter(None, map(key, customers)))
        del counts["none@none.com"], counts["000000"]
        assert set(counts.values()) == {1, 2}


def test_some_shared_keys_are_spelt_otherwise(by_tie, first_of):
    for tie, column in (("email", "email"), ("phone", "phone"), ("loyalty", "loyalty_id")):
        assert any(profile[column] != first_of(profile)[column] for profile in by_tie[tie])


def test_a_household_registers_on_the_day_of_its_first_order_and_not_after_it(relations):
    assert relations.execute("""
        select count(*) from households
        where registered_at > first_order_at or registered_at::date <> first_order_at::date
    """).fetchone() == (0,)


def test_identities_are_fictional(customers):
    reserved = {"example.com", "example.org", "example.net"}
    assert {email_key(customer).split("@")[1] for customer in customers} == reserved | {"none.com"}
    assert {phone_key(customer)[3:8] for customer in customers} == {"55501", "000"}


def test_decisions_are_about_profiles_that_there_are_by_then(relations):
    decisions = relations.execute(f"from ({MATCH_DECISIONS.query}) order by decided_at").fetchall()
    assert sorted(decision for _, _, decision, *_ in decisions) == [
        "force_match",
        "never_match",
        "never_match",
        "withdrawn",
    ]
    for left_ref, right_ref, decision, _, decided_at, *_ in decisions:
        ties = relations.execute(
            "select tie from profiles where customer_ref in (?, ?) and registered_at < ?::timestamp",
            [left_ref, right_ref, decided_at],
        ).fetchall()
        assert len(ties) == 2, decision
        assert {"force_match": ("nothing",), "withdrawn": ("nothing",)}.get(decision, ties[0]) in ties
