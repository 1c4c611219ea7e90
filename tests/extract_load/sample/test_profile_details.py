"""What simulated people say of themselves: one truth in many spellings, beside the real demographics."""

import re

import pytest

from extract_load.sample.profiles import CUSTOMERS


@pytest.fixture(scope="module")
def ask(relations):
    """Query ``customers``, what the CRM sends, with the true values in ``people``."""
    relations.execute(f"create or replace temp view customers as {CUSTOMERS.query}")
    return lambda query: relations.execute(query).fetchall()


def test_demographics_are_the_real_ones(ask):
    assert ask("select count(*) from customers where age is not null") == [(801,)]
    assert ask("""
        select count(*) from customers inner join demographics on customer_ref = household_id::varchar
        where customers.age = demographics.age
    """) == [(801,)]


def test_income_is_the_real_one_spelled_otherwise_by_some(ask):
    rows = ask("""
        select customers.income, demographics.income
        from customers inner join demographics on customer_ref = household_id::varchar
    """)
    assert len(rows) == 801
    for said, real in rows:
        assert re.sub(r"\D", "", said.replace(",000", "").replace(",999", "")) == re.sub(r"\D", "", real)
    assert 0.4 < sum(said == real for said, real in rows) / 801 < 0.8


def test_an_age_lies_in_its_real_band_all_year(ask):
    outside = """
        select count(*)
        from people inner join demographics on person_ref = household_id::varchar
        where
            date_diff('year', birth_date, date '2017-12-31') not between
                left(age, 2)::integer and if(age = '65+', 120, right(age, 2)::integer)
    """
    assert ask(outside) == [(0,)]
    assert ask("select min(birth_date) > '1920-01-01', max(birth_date) < '1999-01-02' from people") == [(True, True)]


def test_few_dates_of_birth_are_impossible_or_unreadable(ask):
    years = [
        int(match[0])
        for (said,) in ask("select birth_date from customers where birth_date is not null")
        if (match := re.search(r"\d{4}", said))
    ]
    assert 2 <= sum(year < 1900 or year > 1999 for year in years) <= 15
    short = ask(r"select count(*) from customers where regexp_full_match(birth_date, '\d+/\d+/\d\d')")[0][0]
    assert 2 <= short <= 15


@pytest.mark.parametrize(
    ("column", "spellings"), [("gender", 15), ("country", 7), ("state", 60), ("city", 60), ("loyalty_id", 1000)]
)
def test_one_thing_is_spelled_in_many_ways_or_not_at_all(ask, column, spellings):
    distinct, blank, total = ask(
        f"select count(distinct {column}), count_if({column} is null), count(*) from customers"
    )[0]
    assert distinct >= spellings
    assert 0.05 < blank / total < 0.6


def test_a_few_values_are_known_to_no_mapping(ask):
    assert 1 <= ask("select count(*) from customers where country = 'Narnia'")[0][0] <= 6
    assert 1 <= ask("select count(*) from customers where state = 'Oz'")[0][0] <= 6


def test_states_and_postal_codes_are_those_of_the_city(ask):
    assert (
        ask("""
        select count(distinct state), count(distinct left(postal_code, 3)) from people group by city having
            count(distinct state) <> 1 or count(distinct left(postal_code, 3)) <> 1
    """)
        == []
    )


def test_what_one_person_says_twice_has_one_truth(ask):
    assert ask("""
        select count(*)
        from profiles inner join profile_details using (customer_ref) inner join people using (person_ref)
        where profile_details.birth_date like '____-__-__' and profile_details.birth_date <> people.birth_date::varchar
            and is_known_by_details
    """) == [(0,)]
