"""An order without an exchange rate stands aside as a whole, and is back with the rate."""

import shutil
from decimal import Decimal

import duckdb
import pytest

MADE_ANEW = (
    "int_exchange_rates__dated",
    "orders_without_exchange_rate",
    "int_order_line_outliers__fenced",
    "fct_order_lines",
)


@pytest.fixture
def build_anew(shop, shop_verdicts, manifest, tmp_path):
    """Change the seed in a copy of the built shop, make what follows from it anew, and return the outlet's order 19."""

    def build(change: str) -> list[tuple]:
        copy = tmp_path / shop.build_file.name
        shutil.copy(shop.build_file, copy)
        with duckdb.connect(str(copy)) as connection:
            connection.execute(change)
            for name in MADE_ANEW:
                node = manifest["nodes"][f"model.segmart.{name}"]
                connection.execute(f"create or replace table {node['relation_name']} as {node['compiled_code']}")
            return connection.execute(
                "select product_id, net_spend_usd from marts.fct_order_lines where order_id = 'outlet:19' order by all"
            ).fetchall()

    return build


def test_the_whole_order_stands_aside(ask):
    assert set(ask("select order_id, product_id, currency, reason from quarantine.orders_without_exchange_rate")) == {
        ("outlet:19", "outlet:milk", "CHF", "unknown currency"),
        ("outlet:19", "outlet:bread", "EUR", "another line of the order has no rate"),
    }
    assert ask("select 1 from marts.fct_orders where order_id = 'outlet:19'") == []


def test_with_the_rate_the_order_is_back(build_anew):
    back = build_anew("insert into intermediate.exchange_rates values ('CHF', date '2017-06-12', 1.5)")

    assert back == [("outlet:bread", Decimal("2.81")), ("outlet:milk", Decimal("12.00"))]


def test_a_rate_of_the_day_after_is_none(build_anew):
    assert build_anew("insert into intermediate.exchange_rates values ('CHF', date '2017-06-13', 1.5)") == []
