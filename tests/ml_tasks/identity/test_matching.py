"""Profiles that share no key: who is merged, who is kept apart, and that nothing but the profiles decides it."""

import json
import logging

import duckdb
import pytest

from benchmarks.company.writing import Company, plant_people
from ml_tasks.identity.matching import score_pairs, train_matching
from ml_tasks.identity.matching_config import MatchingConfig

# A smaller sample is enough of a shop this small, and takes a fifth of the time.
CONFIG = MatchingConfig(sample_size=900)
COLUMNS = (
    "customer_ref, first_name, last_name, birth_date, street, city, state, postal_code, email_user, phone, is_changed"
)
# Case -> first and last name, birth date, street of the one profile and of the other, all in one town.
ONE_PERSON = {
    "slip in the first name": (
        ("Rosalind", "Ketteridge", "1971-03-02", "12 Elm Road"),
        ("Rosalnid", "Ketteridge", "1971-03-02", "12 Elm Road"),
    ),
    "slip in the last name": (
        ("Augusta", "Pennington", "1964-11-23", "7 Oak Lane"),
        ("Augusta", "Peningtton", "1964-11-23", "7 Oak Lane"),
    ),
    "names swapped": (
        ("Leopold", "Harcastle", "1988-08-19", "3 Ash Way"),
        ("Harcastle", "Leopold", "1988-08-19", "3 Ash Way"),
    ),
    "day and month swapped": (
        ("Winifred", "Oglethorpe", "1959-04-07", "88 Birch Court"),
        ("Winifred", "Oglethorpe", "1959-07-04", "88 Birch Court"),
    ),
    "one digit off": (
        ("Thaddeus", "Blackwood", "1990-01-15", "41 Cedar Drive"),
        ("Thaddeus", "Blackwood", "1990-01-25", "41 Cedar Drive"),
    ),
    "moved": (
        ("Philippa", "Wainwright", "1977-06-30", "5 Pine Place"),
        ("Philippa", "Wainwright", "1977-06-30", "902 Maple Avenue"),
    ),
}
TWO_PEOPLE = {
    "married couple": (
        ("Edmund", "Fairweather", "1966-02-11", "14 Holly Road"),
        ("Margaret", "Fairweather", "1968-09-05", "14 Holly Road"),
    ),
    "twins": (
        ("Beatrice", "Longbottom", "1995-05-17", "23 Rowan Lane"),
        ("Octavia", "Longbottom", "1995-05-17", "23 Rowan Lane"),
    ),
    "father and son": (
        ("Reginald", "Ashworth", "1951-12-01", "60 Willow Way"),
        ("Reginald", "Ashworth", "1982-04-28", "60 Willow Way"),
    ),
    "father and son, one without a birth date": (
        ("Cornelius", "Stapleton", "1949-10-09", "9 Alder Court"),
        ("Cornelius", "Stapleton", None, "9 Alder Court"),
    ),
    "namesakes": (("Mary", "Smith", "1970-01-01", "1 Poplar Drive"), ("Mary", "Smith", "1944-06-21", "77 Beech Place")),
}


def add_cases(connection):
    """Write every case's two profiles, as ``<case> 1`` and ``<case> 2``, in towns of their own."""
    for town, (case, sides) in enumerate((ONE_PERSON | TWO_PEOPLE).items()):
        for side, (first_name, last_name, birth_date, street) in enumerate(sides, start=1):
            connection.execute(
                f"insert into profiles ({COLUMNS}) values (?, ?, ?, ?, ?, ?, 'OH', ?, null, null, false)",
                [f"{case} {side}", first_name, last_name, birth_date, street, f"Casetown {town}", f"{98000 + town}"],
            )


@pytest.fixture(scope="module")
def shop():
    """A shop of 10,000 people with households, twins, fathers and sons, and with second profiles; and the cases."""
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        plant_people(connection, Company(10_000, seed=5))
        connection.execute(
            """
            alter table profiles rename to planted;
            create table profiles as
            select
                customer_ref, first_name, last_name, birth_date, street, city, state, postal_code,
                split_part(lower(trim(email)), '@', 1) as email_user,
                regexp_replace(phone, '[^0-9]', '', 'g') as phone,
                hash(customer_ref) % 50 = 0 as is_changed
            from planted
            """
        )
        add_cases(connection)
        yield connection


@pytest.fixture(scope="module")
def model(shop):
    return train_matching(shop, "profiles", CONFIG)


@pytest.fixture(scope="module")
def scored(shop, model):
    score_pairs(shop, "profiles", model, CONFIG, only_changed=False)
    return pairs(shop)


def pairs(connection):
    rows = connection.execute("select * from scored_pairs order by all").fetchall()
    return {(left, right): row for left, right, *row in rows}


def probability(scored, case):
    found = scored.get((f"{case} 1", f"{case} 2"))
    return found[1] if found else 0.0


@pytest.mark.parametrize("case", ONE_PERSON)
def test_one_person_is_merged(scored, case):
    assert probability(scored, case) >= CONFIG.match_probability


@pytest.mark.parametrize("case", TWO_PEOPLE)
def test_two_people_are_not_merged(scored, case):
    assert probability(scored, case) < CONFIG.match_probability


def test_evidence_tells_levels_in_words_and_no_value(shop, scored):
    _, chance, key, levels = scored["moved 1", "moved 2"]
    assert json.loads(levels) == {
        "first_name": "equal",
        "last_name": "equal",
        "birth_date": "equal",
        "home": "town",
        "email_user": "says nothing",
    }
    assert key == "birth_date + first_start or last_start"
    assert 0 < chance <= 1
    assert all(left < right and row[1] >= CONFIG.review_probability for (left, right), row in scored.items())


def test_a_model_is_json_and_holds_nobody(shop, model):
    text = json.dumps(model).lower()
    assert json.loads(json.dumps(model)) == model
    names = shop.execute("select distinct lower(last_name) from profiles where length(last_name) > 4").fetchall()
    assert not [name for (name,) in names if f'"{name}"' in text or f"'{name}'" in text]


def test_neither_the_order_of_rows_nor_the_threads_matter(shop, model, scored):
    shop.execute("create or replace temp table shuffled as from profiles order by md5(customer_ref)")
    shop.execute("set threads = 1")
    try:
        again = train_matching(shop, "shuffled", CONFIG)
        score_pairs(shop, "shuffled", again, CONFIG, only_changed=False)
    finally:
        shop.execute("reset threads")
    assert again == model
    assert pairs(shop) == scored


def test_what_changed_is_scored_as_it_is_among_all(shop, model, scored):
    changed = {ref for (ref,) in shop.execute("select customer_ref from profiles where is_changed").fetchall()}
    score_pairs(shop, "profiles", model, CONFIG, only_changed=True)
    found = pairs(shop)
    assert found == {pair: row for pair, row in scored.items() if changed & set(pair)}
    assert found


def test_nothing_is_left_behind_or_said(shop, caplog, capfd):
    shop.execute("create or replace temp table part as from profiles order by customer_ref limit 1500")
    tables = "select database_name, schema_name, table_name from duckdb_tables() order by all"
    before = shop.execute(tables).fetchall()
    with caplog.at_level(logging.DEBUG):
        score_pairs(shop, "part", train_matching(shop, "part", CONFIG), CONFIG, only_changed=False)
    assert shop.execute(tables).fetchall() == before
    assert not caplog.records
    assert capfd.readouterr() == ("", "")


def test_a_source_without_birth_dates_and_mails_is_matched_by_the_rest(shop):
    shop.execute(
        "create or replace temp table bare as "
        "select * replace (null::date as birth_date, null::varchar as email_user) from profiles"
    )
    model = train_matching(shop, "bare", CONFIG)
    assert model["left_out"] == ["birth_date", "email_user"]
    assert model["note"] == "Left out, because too few profiles have it: birth_date, email_user."
    score_pairs(shop, "bare", model, CONFIG, only_changed=False)
    merged = [pair for pair, row in pairs(shop).items() if row[1] >= CONFIG.match_probability]
    # A person's profiles are c0000017 and r0000017.
    assert sum(left[1:] == right[1:] for left, right in merged) > len(merged) * 0.9
    assert len(merged) > 20


def test_too_few_profiles_teach_nothing_and_nothing_is_matched(shop):
    shop.execute("create or replace temp table few as from profiles order by customer_ref limit 499")
    model = train_matching(shop, "few", CONFIG)
    assert model["settings"] is None
    assert model["note"] == "Nothing is matched: 499 profiles teach nothing, 500 would."
    score_pairs(shop, "few", model, CONFIG, only_changed=False)
    assert pairs(shop) == {}
