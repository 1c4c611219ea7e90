"""The tests that stand in files of their own are quiet on the small shop, and each finds its trouble."""

import shutil
from collections.abc import Callable

import duckdb
import pytest

FOLDER = "tests/cross_checks/"
# They compare what sources say with seeds and lists, and so lie elsewhere.
OF_VALUES = {"values_without_a_standard", "attribute_values_without_a_column"}

# Test: (its severity, what is planted in the built shop, how many rows it must find then)
TROUBLE = {
    "refunds_before_their_order": (
        "warn",
        "update marts.fct_order_lines set ordered_at = timestamp '2017-05-20 14:59:59' "
        "where order_id = 'partly_given_back' and is_refund",
        1,
    ),
    "orders_after_as_of": (
        "error",
        "update marts.fct_order_lines set ordered_at = ordered_at + interval 1 second where order_id = 'at_as_of'",
        1,
    ),
    # Ann bought in January, and logs in a second too early; bob bought first just when he registered.
    "customers_active_before_their_registration": (
        "warn",
        "update staging.stg_crm__customers set registered_at = timestamp '2017-06-10 10:31:01' "
        "where starts_with(customer_ref, 'ann'); "
        "update staging.stg_crm__customers set registered_at = timestamp '2017-05-20 15:00:00' "
        "where customer_ref = 'bob'",
        2,
    ),
    "sessions_that_end_before_they_start": (
        "error",
        "update marts.fct_sessions set ended_at = started_at - interval 1 second where event_count = 4",
        1,
    ),
    "coupons_redeemed_outside_their_campaign": (
        "warn",
        "update staging.stg_crm__campaigns set ended_on = date '2017-04-30'; "
        "insert into staging.stg_crm__coupon_redemptions values "
        "('ann', 'u', 'spring', date '2017-03-31'), ('ann', 'u', 'spring', date '2017-04-01'), "
        "('ann', 'u', 'spring', date '2017-04-30'), ('ann', 'u', 'spring', date '2017-05-01')",
        2,
    ),
    "web_purchases_of_unknown_orders": (
        "warn",
        "update intermediate.int_web_events__sessionized set order_id = if(event_id = 'a6', 'lost', 'winter'), "
        "event_type = 'purchase' where event_id in ('a5_a_second_more', 'a6')",
        1,
    ),
    # The age of 130 that is none, beside one of 3.
    "ages_that_cannot_be": (
        "warn",
        "update intermediate.int_profiles__aged set age_years = 3, has_implausible_age = true "
        "where customer_ref = 'bob'; "
        "update intermediate.int_profiles__aged set age_years = null, has_implausible_age = true "
        "where customer_ref = 'ann'",
        2,
    ),
    "values_without_a_standard": (
        "warn",
        "insert into pii.unmapped_values values ('city', '12345', 'hash', 2), ('state', 'Oz', 'hash', 1)",
        2,
    ),
    "attribute_values_without_a_column": (
        "warn",
        "update marts.customer_attributes set age_band = if(customer_id = (select min(customer_id) "
        "from marts.customer_attributes), '120-130', age_band)",
        1,
    ),
}


@pytest.fixture(scope="module")
def checks(manifest) -> dict[str, dict]:
    """Return dbt's nodes of the tests by their names."""
    found = {
        node["name"]: node
        for node in manifest["nodes"].values()
        if node["original_file_path"].startswith(FOLDER) or node["name"] in OF_VALUES
    }
    assert set(found) == set(TROUBLE), f"each file in {FOLDER} needs its trouble here, and the other way round"
    return found


@pytest.fixture
def found_by(shop, checks, tmp_path) -> Callable[[str], int]:
    """Plant something in a copy of the built shop, and count what a check finds in it, as building it compiled it."""
    compiled = shop.dbt_target / "target" / "compiled" / "segmart"

    def count(name: str) -> int:
        # dbt names the catalogue by the file.
        copy = tmp_path / shop.build_file.name
        shutil.copy(shop.build_file, copy)
        with duckdb.connect(str(copy)) as connection:
            connection.execute(TROUBLE[name][1])
            query = (compiled / checks[name]["original_file_path"]).read_text(encoding="utf-8")
            return len(connection.execute(query).fetchall())

    return count


@pytest.mark.parametrize("name", TROUBLE)
def test_a_check_is_quiet_in_the_shop_and_finds_what_is_planted(shop_verdicts, checks, found_by, name):
    severity, _, expected = TROUBLE[name]

    assert checks[name]["config"]["severity"].lower() == severity
    assert shop_verdicts[name].startswith("pass")
    assert found_by(name) == expected
