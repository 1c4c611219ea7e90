"""The simulated company: what is said of it is true of its files."""

import hashlib
from datetime import datetime

import duckdb
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import StandardScaler

from benchmarks.company.writing import Company, write_company
from extract_load.contracts import read_contracts
from extract_load.load import load_source
from warehouse.settings import Settings

CUSTOMERS = 400
COMPANY = Company(CUSTOMERS, seed=3, days=130, dirt=0.01, is_gzip=True)
LAST_DAY = "timestamp '2018-01-01'"


def write(folder, company):
    counts = write_company(company, folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return counts, {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    settings = Settings(home=tmp_path_factory.mktemp("company") / "home", _env_file=None)
    return settings, *write(settings.landing, COMPANY)


@pytest.fixture(scope="module")
def loaded(home):
    """The company, loaded under the project's own contracts, with its truth as views."""
    settings, *_ = home
    contracts = read_contracts(settings)
    for source in ("crm", "transactions", "web"):
        assert load_source(settings, contracts[source]).refused_files == {}
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        for truth in ("bad_records", "churners", "clusters", "duplicates"):
            connection.execute(f"create temp view {truth} as from '{settings.landing}/truth/{truth}.parquet'")
        connection.execute(
            """
            create temp table orders as
            select coalesce(duplicates.customer_ref, lines.customer_ref) as customer_ref, lines.* exclude (customer_ref)
            from raw.transactions__order_lines as lines
            left join duplicates on lines.customer_ref = duplicates.duplicate_ref
            """
        )
        yield connection


def test_there_is_as_much_of_everything_as_was_asked_for(home):
    _, counts, files = home
    profiles = counts.pop("crm/customers")
    assert CUSTOMERS < profiles < CUSTOMERS * 1.1
    assert counts == {
        "transactions/order_lines": 10 * CUSTOMERS,
        "web/events": 30 * CUSTOMERS,
        "transactions/products": 5000,
    }
    days = ("2017-01-01", "2017-05-11", "2017-09-18")
    assert {name for name in files if name.startswith("web/")} == {
        f"web/events/dt={day}/events.jsonl.gz" for day in days
    }


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(home, tmp_path):
    _, _, files = home
    assert write(tmp_path / "again", COMPANY)[1] == files
    other = write(tmp_path / "other", Company(CUSTOMERS, seed=4, days=130, dirt=0.01, is_gzip=True))[1]
    products = "transactions/products/dt=2017-01-01/products.parquet"
    assert {name for name in files.keys() & other.keys() if files[name] == other[name]} == {products}


def test_a_load_rejects_every_planted_bad_record_and_no_other(loaded):
    planted = loaded.execute("select file, line from bad_records order by all").fetchall()
    rejected = loaded.execute("select source_file, source_row from quarantine.rejected_rows order by all").fetchall()
    assert rejected == planted
    assert len({why for (why,) in loaded.execute("select why from bad_records").fetchall()}) > 8


def test_second_profiles_share_what_their_kind_says_and_families_their_phone(loaded):
    """Whoever shares a key is one person or lives in one home; and who shares none is twice there all the same."""
    shared = set(
        loaded.execute(
            """
            with keys as (
                select customer_ref, 'e-mail' as kind, lower(trim(email)) as key from raw.crm__customers
                union all
                select customer_ref, 'phone', regexp_replace(phone, '[^0-9]', '', 'g') from raw.crm__customers
                union all
                select customer_ref, 'loyalty card', upper(trim(loyalty_id)) from raw.crm__customers
            )

            select l.kind, l.customer_ref, r.customer_ref
            from keys as l
            inner join keys as r on l.kind = r.kind and l.key = r.key and l.customer_ref < r.customer_ref
            where l.key not in ('none@none.com', '0000000000', '000000')
            """
        ).fetchall()
    )
    planted = set(
        loaded.execute(
            "select kind, customer_ref, duplicate_ref from duplicates "
            "where customer_ref in (select customer_ref from raw.crm__customers) "
            "and duplicate_ref in (select customer_ref from raw.crm__customers)"
        ).fetchall()
    )
    assert {pair for pair in planted if pair[0] != "no key"} <= shared
    assert not {pair[1:] for pair in planted if pair[0] == "no key"} & {pair[1:] for pair in shared}
    families = shared - planted
    assert families
    assert {kind for kind, *_ in families} == {"phone"}
    people = dict(loaded.execute("select customer_ref, last_name from raw.crm__customers").fetchall())
    # A second profile with the family's number may have its name misspelled.
    assert all(people[left] == people[right] for _, left, right in families if not right.startswith("r"))


def test_every_kind_of_second_profile_is_planted(loaded):
    kinds = loaded.execute("select distinct kind from duplicates").fetchall()
    assert {kind for (kind,) in kinds} == {"e-mail", "phone", "loyalty card", "no key"}


def test_profiles_say_who_people_are_and_where_they_live(loaded):
    columns = ("birth_date", "gender", "street", "city", "state", "postal_code", "country")
    counted = loaded.execute(
        f"select {', '.join(f'count({column}) / count(*)' for column in columns)} from raw.crm__customers"
    ).fetchone()
    assert all(share > 0.85 for share in counted)
    (placeholders,) = loaded.execute(
        "select count(*) from raw.crm__customers where email = 'none@none.com' or phone like '(000)%'"
    ).fetchone()
    assert placeholders


def test_churners_stay_away_for_half_a_year_and_the_others_do_not(loaded):
    last_seen = loaded.execute(
        """
        with seen as (
            select customer_ref, ordered_at as seen_at from orders
            union all
            select customer_ref, occurred_at from raw.web__events where customer_ref is not null
        )
        select customer_ref, max(seen_at) from seen group by customer_ref order by customer_ref
        """
    ).fetchall()
    planted = dict(loaded.execute("select customer_ref, last_activity_at from churners").fetchall())
    silent = {customer: seen_at for customer, seen_at in last_seen if seen_at < datetime(2017, 7, 1)}
    assert silent.keys() == planted.keys()
    assert len(silent) == CUSTOMERS / 5
    # What is last may be among the broken records.
    assert all(seen_at <= planted[customer] for customer, seen_at in silent.items())
    assert sum(seen_at == planted[customer] for customer, seen_at in silent.items()) > len(silent) * 0.9


def test_the_clusters_can_be_told_apart_by_what_customers_do(loaded):
    rows = loaded.execute(
        f"""
        with visits as (select customer_ref, count(*) as event_count from raw.web__events group by customer_ref)
        select
            any_value(cluster), ln(count(*)), ln(avg(sales_amount)),
            sum(retail_discount_amount) / sum(sales_amount),
            epoch({LAST_DAY} - max(ordered_at)) / 86400, ln(any_value(event_count))
        from orders
        inner join clusters using (customer_ref)
        inner join visits using (customer_ref)
        group by customer_ref
        order by customer_ref
        """
    ).fetchall()
    features = StandardScaler().fit_transform([row[1:] for row in rows])
    found = KMeans(5, n_init=10, random_state=0).fit_predict(features)
    assert adjusted_rand_score([row[0] for row in rows], found) > 0.9
