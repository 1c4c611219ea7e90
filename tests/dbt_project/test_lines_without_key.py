"""Extracts that overlap, of a till that numbers no lines: through the real loader into the real staging model."""

from collections import Counter
from datetime import datetime

import duckdb
import pytest

from extract_load import batches
from extract_load.contracts import read_contracts
from extract_load.load import load_source
from tests.dbt_project.small_shop import KEY, VARIABLES
from warehouse.connection import build_connection
from warehouse.dbt_runner import invoke
from warehouse.settings import Settings

HEADER = "OrderNo;Sku;Customer;Pieces;Paid;Voucher;Currency;SoldAt"


def lines(first: int, last: int) -> list[str]:
    """Lines that are all different, without their moment; every seventh customer is unknown, most have no voucher."""
    return [
        f"O{n // 3};A{n % 3};{n % 60 if n % 7 else ''};1;{n % 90 + 1},50;{'' if n % 8 else '1,25'};EUR"
        for n in range(first, last)
    ]


SHARED = lines(0, 22_000)
# Some stand twice in the first file, some three times in the second, some twice in both, and each has its own besides.
MONDAY = SHARED + SHARED[:600] + lines(30_000, 30_100) * 2
TUESDAY = lines(40_000, 40_100) * 3 + SHARED[::-1] + SHARED[500:900] + SHARED[800:900]


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(home=tmp_path / "home", pii_key=KEY, lock_timeout_seconds=5, _env_file=None)


def land(settings, day, content):
    path = settings.landing / "outlet" / "order_lines" / f"{day}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([HEADER, *(f"{line};2017-03-01 10:00:00" for line in content), ""]))


def load(settings):
    """Load what is new, and let it pass the gate."""
    load_source(settings, read_contracts(settings)["outlet"])
    with build_connection(settings, "test") as connection:
        for batch_id in batches.unjudged(connection, "outlet"):
            batches.set_verdict(connection, batch_id, is_passed=True)


def staged(settings) -> Counter:
    """Build the staging model, and count its lines as the till would have written them."""
    variables = {**VARIABLES, "raw_through_batch": 9}
    outcome = invoke(settings, ["run", "--select", "stg_outlet__order_lines"], variables=variables)
    assert outcome.success, outcome.exception or [result.message for result in outcome.result.results]
    with duckdb.connect(str(settings.build_file), read_only=True) as connection:
        rows = connection.execute("""
            select
                order_id, product_id, customer_ref, quantity, sales_amount, nullif(discount_amount, 0), currency,
                ordered_at
            from staging.stg_outlet__order_lines
        """).fetchall()
    assert {row[-1] for row in rows} == {datetime(2017, 3, 1, 9)}
    return Counter(
        ";".join("" if value is None else str(value).replace(".", ",") for value in row[:-1]) for row in rows
    )


def test_a_line_counts_as_often_as_in_the_file_that_has_it_most_often(settings):
    land(settings, "monday", MONDAY)
    land(settings, "tuesday", TUESDAY)
    load(settings)
    # The union of two counters is the greater of both counts.
    expected = Counter(MONDAY) | Counter(TUESDAY)
    assert sum(expected.values()) == 22_000 + 600 + 300 + 100 + 2 * 100 + 3 * 100
    assert staged(settings) == expected

    # Tuesday's extract comes again, corrected: what only its first content held is gone.
    land(settings, "tuesday", TUESDAY[300:])
    load(settings)
    assert staged(settings) == expected - Counter(TUESDAY[:300])
