"""Staging models and the reconciliation agree on which records of raw are equal."""

from datetime import datetime

import pytest

from extract_load.contracts import read_contracts
from orchestration.reconcile import trail_of
from warehouse.builds import Build
from warehouse.dbt_runner import read_manifest

BUILD = Build(1, datetime(2017, 7, 1, 12), 5, "fingerprint", "full", "open", None, None)


@pytest.fixture(scope="module")
def trail(shop, shop_verdicts):
    """Return how an entity is followed, as the project's contracts and models say."""
    contracts, manifest = read_contracts(shop), read_manifest(shop)
    return lambda source, entity: trail_of(shop, contracts[source], entity, BUILD, manifest)


def test_records_without_a_key_are_equal_in_the_columns_that_staging_compares(trail):
    lines = trail("outlet", "order_lines")

    assert not lines.has_key, "equal lines of one file count each"
    compared = "order_id product_id customer_ref quantity sales_amount voucher_amount currency ordered_at"
    assert [column.strip('"') for column in lines.same] == compared.split()
    assert (lines.mart, lines.mart_rows) == ("marts.fct_order_lines", "shop = 'outlet' and not is_refund"), (
        "what the .yml says stands beside what the macro notes"
    )


def test_records_with_a_key_are_equal_in_it(trail):
    refunds = trail("outlet", "refunds")

    assert refunds.has_key
    assert [column.strip('"') for column in refunds.same] == ["refund_id"]
