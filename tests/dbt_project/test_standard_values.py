"""What the mapping seeds of the project make of what sources say, as truth tables."""

import csv
from collections import Counter

import duckdb
import pytest
from faker.providers.address.en_US import Provider as American
from faker.providers.date_time import Provider as Countries

from extract_load.contracts import read_contracts
from extract_load.raw_tables import create_raw_tables
from tests.dbt_project.small_shop import KEY, VARIABLES
from warehouse.connection import build_connection
from warehouse.dbt_runner import PROJECT, invoke
from warehouse.settings import Settings

COUNTRY = {
    "US": "US", "usa": "US", "U.S.A.": "US", "United States": "US", "united states of america": "US", "America": "US",
    "Deutschland": "DE", "DEU": "DE", "Österreich": "AT", "UK": "GB", "England": "GB", "Cote d'Ivoire": "CI",
    "CÔTE D\u2019IVOIRE": "CI", "Trinidad & Tobago": "TT", "NA": "NA", "Viet  Nam": "VN", "Korea, Republic of": "KR",
    "St. Lucia": "LC", "Türkiye": "TR", "Narnia": None, "Georgia": "GE", "n/a": None, "NULL": None, "": None,
}  # fmt: skip
STATE = {
    "NY": "NY", "ny": "NY", "N.Y.": "NY", "New  York": "NY", "Calif.": "CA", "D.C.": "DC", "Washington, D.C.": "DC",
    "Washington": "WA", "puerto rico": "PR", "Guam": "GU", "W. Va.": "WV", "Georgia": "GA", "US-TX": "TX",
    "Texas (TX)": "TX", "Oz": None, "unknown": None,
}  # fmt: skip
GENDER = {
    "F": "female", "female": "female", "W": "female", "Frau": "female", "Féminin": "female", "mrs.": "female",
    "m": "male", "Male": "male", "männlich": "male", "X": "other", "non-binary": "other", "divers": "other",
    "robot": None, "Prefer not to say": None, "-": None,
}  # fmt: skip
INCOME_BAND = {
    "50-74K": "50-74K", "50k - 74k": "50-74K", "$50,000\u2013$74,999": "50-74K", "50000-74999": "50-74K",
    "50-75K": "50-74K", "Under 15K": "Under 15K", "under $15,000": "Under 15K", "less than 15k": "Under 15K",
    "250K+": "250K+", "$250,000 and over": "250K+", "100-124k": "100-124K", "plenty": None, "not stated": None,
}  # fmt: skip
CITY = {
    "New York": "new york", "nyc": "new york", "N.Y.C.": "new york", "new  york city": "new york",
    "St. Louis": "saint louis", "Saint Louis": "saint louis", "STL": "saint louis", "Ft. Worth": "fort worth",
    "St. Pete": "saint petersburg", "Saint Pete": "saint petersburg",
    "Philly": "philadelphia", "MONTRÉAL": "montreal", "Little Whinging": "little whinging", "12345": None, "none": None,
}  # fmt: skip
TABLES = {"country": COUNTRY, "state": STATE, "gender": GENDER, "income_band": INCOME_BAND, "city": CITY}
BLANK = {"n/a", "NULL", "", "unknown", "Prefer not to say", "-", "not stated", "none"}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home with a profile for each spelling, which says nothing else, built as far as the vault."""
    settings = Settings(home=tmp_path_factory.mktemp("standard") / "home", pii_key=KEY, _env_file=None)
    with build_connection(settings, "test") as connection:
        create_raw_tables(connection, read_contracts(settings)["crm"])
        connection.execute(
            "insert into ops.batches by name select 1 as batch_id, 'crm' as source, 'passed' as state, "
            "timestamp '2017-01-01' as started_at"
        )
        for attribute, table in TABLES.items():
            connection.executemany(
                f"""
                insert into raw.crm__customers by name
                select ? as customer_ref, ? as {attribute}, timestamp '2017-01-01' as updated_at, 1 as _batch_id,
                    'f' as _source_file, 1 as _source_row, timestamp '2017-01-01' as _loaded_at
                """,
                [[f"{attribute} {spelling}", spelling] for spelling in table],
            )
    models = ["path:seeds/staging", "stg_standard__spellings", "profiles", "unmapped_values"]
    outcome = invoke(settings, ["build", "--select", *models, "--exclude", "test_type:unit"], variables=VARIABLES)
    assert outcome.success, outcome.exception or [result.message for result in outcome.result.results]
    return settings


@pytest.fixture(scope="module")
def ask(home):
    with duckdb.connect(str(home.build_file), read_only=True) as connection:
        yield lambda query: connection.execute(query).fetchall()


@pytest.mark.parametrize("attribute", TABLES)
def test_spellings_have_their_standard(ask, attribute):
    found = dict(
        ask(f"select customer_ref, {attribute} from pii.profiles where starts_with(customer_ref, '{attribute} ')")
    )
    assert {ref.removeprefix(f"{attribute} "): value for ref, value in found.items()} == TABLES[attribute]


def test_what_has_no_standard_is_counted_and_a_blank_is_not(ask):
    expected = {
        (attribute, spelling, 1)
        for attribute, table in TABLES.items()
        for spelling, standard in table.items()
        if standard is None and spelling not in BLANK
    }
    assert set(ask("select attribute, value_as_given, profile_count from pii.unmapped_values")) == expected
    assert len(expected) == 5


def test_the_original_stays_beside_the_standard_and_a_blank_does_not(ask):
    rows = ask("select customer_ref, country_as_given from pii.profiles where starts_with(customer_ref, 'country ')")
    assert {given for _, given in rows} == {spelling for spelling in COUNTRY if spelling not in BLANK} | {None}


def test_all_countries_of_iso_3166_are_there(ask):
    assert ask("select count(*), count(distinct alpha_3_code) from staging.standard_countries") == [(249, 249)]
    listed = dict(ask("select country, alpha_3_code from staging.standard_countries"))
    theirs = {country.alpha_2_code: country.alpha_3_code for country in Countries.countries}
    assert len(theirs) == 195
    assert theirs.items() <= listed.items()


def test_all_states_of_the_postal_service_are_there(ask):
    listed = dict(ask("select state_name, state from staging.standard_states"))
    assert set(American.states) <= set(listed)
    assert {"DC", "PR", "GU", "VI", "AS", "MP", "AA", "AE", "AP"} <= set(listed.values())
    assert len(listed) == 59


def test_income_bands_are_those_of_the_sample_from_low_to_high(ask):
    bands = [
        band for (band,) in ask("select income_band from staging.standard_income_bands order by income_band_order")
    ]
    starts = [0, *(int(band.rstrip("K+").split("-")[0]) for band in bands[1:])]
    assert starts == sorted(starts)
    assert (bands[0], bands[-1], len(bands)) == ("Under 15K", "250K+", 12)


@pytest.mark.parametrize("seed", sorted((PROJECT / "seeds" / "staging").glob("*.csv")), ids=lambda path: path.stem)
def test_no_spelling_stands_twice_in_a_row_of_a_seed(seed):
    """Twice with two meanings breaks the key of stg_standard__spellings; twice with one is idle."""
    for row in csv.DictReader(seed.open(encoding="utf-8")):
        counts = Counter(filter(None, (row.get("spellings") or "").lower().split("|")))
        assert not [spelling for spelling, count in counts.items() if count > 1], row
