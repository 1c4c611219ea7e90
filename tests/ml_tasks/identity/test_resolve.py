"""Everything about a person together: contacts, loyalty ids, browsers, likeness and decisions."""

import random
from datetime import date, datetime

import pytest

from ml_tasks.identity.config import IdentityConfig
from tests.ml_tasks.identity.people import People, doubles, town
from warehouse.settings import Settings


@pytest.fixture
def people(tmp_path):
    return a_home(tmp_path)


def a_home(folder):
    return People(Settings(home=folder / "home", pii_key="key of a test", lock_timeout_seconds=5, _env_file=None))


ANN = [
    {"customer_ref": "ann_1", "first_name": "ann", "email": "Ann@Example.com", "phone": "(201) 555-0101"},
    {"customer_ref": "ann_2", "first_name": "ann", "email": " ann@example.com", "loyalty_id": "L7"},
    {"customer_ref": "ann_3", "first_name": "anne", "email": "other@example.com", "loyalty_id": "L7"},
]
BEN = {"customer_ref": "ben", "first_name": "ben", "email": "ben@example.com"}


def test_three_rows_two_spellings_a_loyalty_id_and_four_cookies_are_one_customer(people):
    people.register(*ANN, BEN)
    people.run(*(f"insert into pii.logins values ('cookie {n}', 'ann_{1 + n % 3}')" for n in range(4)))
    resolution = people.build()
    assert people.together() == {frozenset({"ann_1", "ann_2", "ann_3"})}
    assert (resolution.profile_count, resolution.person_count) == (4, 2)


def test_evidence_says_what_linked_whom_and_gives_no_contact_away(people):
    people.register(*ANN)
    people.build()
    evidence = people.ask("select left_ref, right_ref, evidence, length(identifier_hash) from pii.match_evidence")
    assert set(evidence) == {("ann_1", "ann_2", "email", 64), ("ann_2", "ann_3", "loyalty_id", 64)}


def test_who_has_no_profile_is_somebody_too(people):
    people.register(BEN)
    people.run("insert into pii.customer_refs values ('only buys')")
    people.build()
    assert set(people.ask("select customer_ref, has_profile from pii.customer_links")) == {
        ("ben", True),
        ("only buys", False),
    }


def test_a_blocked_contact_links_nobody_and_is_published_as_a_hash_only(people):
    crowd = [{"customer_ref": name, "first_name": name, "email": "shop@example.com"} for name in "uvwxyz"]
    people.register(*crowd, {**BEN, "email": "none@none.com"}, {"customer_ref": "eve", "email": "none@none.com"})
    people.build()
    assert people.together() == set()
    blocked = people.ask("select identifier_type, reason, reference_count from ops.blocked_identifiers order by all")
    assert blocked == [("email", "placeholder", 2), ("email", "shared by too many", 6)]
    assert not people.ask("select * from ops.blocked_identifiers where identifier_hash like '%@%'")


def test_a_phone_number_that_is_none_is_listed_too(people):
    people.register({**BEN, "phone": "000000"}, {"customer_ref": "eve", "phone": "00-00 00"})
    people.build()
    assert people.ask("select identifier_type, reason, reference_count from ops.blocked_identifiers") == [
        ("phone", "placeholder", 2)
    ]


def test_a_contact_that_is_none_is_counted_under_a_hash(people):
    people.register({**BEN, "email": "ben at home", "phone": ""}, {"customer_ref": "eve", "email": "ben at home"})
    people.build()
    assert people.ask("select attribute, length(value_hash), profile_count from pii.unmapped_contacts") == [
        ("email", 64, 2)
    ]


def test_a_decision_to_match_wins(people):
    people.register(ANN[0], BEN)
    people.decide("ann_1", "ben", "force_match")
    people.build()
    assert people.together() == {frozenset({"ann_1", "ben"})}


def test_a_decision_never_to_match_wins_over_what_they_share(people):
    people.register(*ANN)
    people.decide("ann_1", "ann_3", "never_match")
    people.build()
    ids = people.ids()
    assert ids["ann_1"] != ids["ann_3"]
    # The link that had to go is for a person to look at.
    assert [row[0] for row in people.ask("select reason from pii.match_review")] == ["linked, and parted by a decision"]


def test_contradicted_links_wait_for_a_person(people):
    couple = {"email": "smiths@example.com", "phone": "(201) 555-0101", "last_name": "smith"}
    people.register(
        {"customer_ref": "a", "first_name": "ann", "birth_date": date(1980, 2, 1), **couple},
        {"customer_ref": "b", "first_name": "ben", "birth_date": date(1981, 5, 5), **couple},
    )
    # For the address that they share; families share phones.
    assert people.build().review_pair_count == 1
    assert people.together() == set()
    people.decide("a", "b", "never_match")
    assert people.build().review_pair_count == 0


def test_a_late_merge_restates_and_leads_from_yesterday_s_id(people):
    people.register(ANN[0], BEN)
    people.build()
    before = people.ids()
    people.run("update pii.profiles set email = 'ann@example.com', first_name = 'ann' where customer_ref = 'ben'")
    assert people.build().merged_count == 1
    assert set(people.ids().values()) == {before["ann_1"]}
    assert people.ask(
        f"select new_customer_id from pii.customer_id_links where old_customer_id = '{before['ben']}' "
        "and valid_to is null"
    ) == [(before["ann_1"],)]


def test_ids_that_0_1_0_gave_away_lead_to_those_of_today(people):
    """There, ben had an id of his own; here he turns out to be ann."""
    people.register(ANN[0], {**BEN, "first_name": "ann", "email": "ann@example.com"})
    people.run(
        "insert into ops.builds by name select 0 as build_id, timestamp '2016-12-31' as as_of, "
        "1 as raw_through_batch, '' as fingerprint, 'passed' as state, timestamp '2016-12-31' as opened_at",
        "create schema if not exists intermediate",
        "create table intermediate.int_customers__resolved as select * from (values "
        "('ann_1', 'ann_1', 'id of ann', timestamp '2016-01-01'), ('ben', 'ben', 'id of ben', timestamp '2016-02-01')"
        ") as resolved (customer_ref, canonical_customer_ref, customer_id, registered_at)",
    )
    people.build()
    assert set(people.ids().values()) == {"id of ann"}
    assert people.ask(
        "select new_customer_id, reason from pii.customer_id_links where old_customer_id = 'id of ben' "
        "order by valid_from"
    ) == [("id of ben", "minted"), ("id of ann", "merged")]


def test_a_model_that_a_refused_build_learned_is_forgotten(people):
    alike = [{**profile, "first_name": "ann", "last_name": "smith"} for profile in town(SMALL)]
    people.register(*alike)
    people.build(passes=False)
    assert len(people.ask("from pii.match_models")) == 1
    people.run("delete from pii.profiles", "delete from pii.customer_refs")
    people.register(*town(SMALL))
    people.build()
    people.build()
    (used,) = people.ask("select distinct match_model_id from ops.identity_resolutions where build_id > 1")
    (refused,) = people.ask("select match_model_id from ops.identity_resolutions where build_id = 1")
    assert used != refused


SMALL = 520


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """A home of many people, some of whom registered twice and share nothing; resolved once."""
    people = a_home(tmp_path_factory.mktemp("city"))
    inhabitants = town(SMALL)
    people.register(*inhabitants, *doubles(inhabitants, every=13))
    people.build()
    return people


def planted(people):
    return {frozenset({f"p{n:04d}", f"dp{n:04d}"}) for n in range(0, SMALL, 13)}


def test_the_alike_are_found_and_nobody_else(city):
    found = city.together()
    assert not found - planted(city)
    assert len(found & planted(city)) >= 0.8 * len(planted(city))


def test_likeness_is_recorded_with_its_weight_and_what_agreed(city):
    rows = city.ask("select match_weight, match_probability, comparison_levels from pii.match_evidence")
    assert rows
    for weight, probability, levels in rows:
        assert weight > 0
        assert probability >= IdentityConfig().matching.match_probability
        assert "birth_date" in levels
        assert "street" not in levels or "oak" not in levels


def test_the_order_of_registration_in_the_file_does_not_matter(city, tmp_path):
    other = a_home(tmp_path)
    inhabitants = town(SMALL)
    shuffled = [*inhabitants, *doubles(inhabitants, every=13)]
    random.Random(7).shuffle(shuffled)
    other.register(*shuffled)
    other.build()
    assert other.ids() == city.ids()
    query = "select left_ref, right_ref, match_weight from pii.match_evidence order by all"
    assert other.ask(query) == city.ask(query)


def test_a_new_profile_is_compared_with_all_and_moves_no_one_else(tmp_path):
    people = a_home(tmp_path)
    inhabitants = town(SMALL)
    people.register(*inhabitants, *doubles(inhabitants, every=13))
    people.build()
    before = people.ids()
    (newcomer,) = doubles([inhabitants[5]], every=1)
    people.register(newcomer, {**town(SMALL + 1)[-1], "customer_ref": "stranger"})
    people.build()
    after = people.ids()
    assert {ref: after[ref] for ref in before} == before
    assert after["dp0005"] == before["p0005"]
    assert after["stranger"] not in before.values()


def test_a_build_of_the_past_gives_what_a_home_of_then_gives(tmp_path):
    now, then = a_home(tmp_path / "now"), a_home(tmp_path / "then")
    inhabitants = town(SMALL)
    for people in (now, then):
        people.register(*inhabitants)
    now.register(*doubles(inhabitants, every=13))
    now.build(datetime(2017, 6, 1))
    late = "customer_ref in (select 'dp' || substr(customer_ref, 2) from pii.profiles)"
    now.run(f"delete from pii.profiles where {late}", f"delete from pii.customer_refs where {late}")
    now.build(datetime(2017, 3, 1))
    then.build(datetime(2017, 3, 1))
    assert now.ids() == then.ids()
