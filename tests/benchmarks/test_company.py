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

CUSTOMERS = 200
COMPANY = Company(CUSTOMERS, seed=3, days=120, dirt=0.01, is_gzip=True)
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
    days = ("2017-01-01", "2017-05-01", "2017-08-29")
    assert {name for name in files if name.startswith("web/")} == {
        f"web/events/dt={day}/events.jsonl.gz" for day in days
    }


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(home, tmp_path):
    _, _, files = home
    assert write(tmp_path / "again", COMPANY)[1] == files
    other = write(tmp_path / "other", Company(CUSTOMERS, seed=4, days=120, dirt=0.01, is_gzip=True))[1]
    products = "transactions/products/dt=2017-01-01/products.parquet"
    assert {name for name in files.keys() & other.keys() if files[name] == other[name]} == {products}


def test_a_load_rejects_every_planted_bad_record_and_no_other(loaded):
    planted = loaded.execute("select file, line from bad_records order by all").fetchall()
    rejected = loaded.execute("select source_file, source_row from quarantine.rejected_rows order by all").fetchall()
    assert rejected == planted
    assert len({why for (why,) in loaded.execute("select why from bad_records").fetchall()}) > 8


def test_duplicates_share_an_address_or_a_number_and_nobody_else_does(loaded):
    loaded.execute(
        """
        create or replace temp view contacts as
        select customer_ref, lower(trim(email)) as contact from raw.crm__customers
        union all
        select customer_ref, regexp_replace(phone, '[^0-9]', '', 'g') from raw.crm__customers
        """
    )
    shared = loaded.execute(
        "select min(customer_ref), max(customer_ref) from contacts group by contact having count(*) > 1 order by all"
    ).fetchall()
    planted = loaded.execute(
        "select customer_ref, duplicate_ref from duplicates "
        "where customer_ref in (select customer_ref from raw.crm__customers) "
        "and duplicate_ref in (select customer_ref from raw.crm__customers) order by all"
    ).fetchall()
    assert shared == planted
    assert shared


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
