"""Recency, frequency, value and scores of everybody, from the landing folder: no model of dbt has a part in it."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import duckdb

from tests.on_the_sample.the_ten import in_usd, moment

_SHOPS = (
    "basket_id household_id store_id product_id quantity sales_value retail_disc coupon_disc coupon_match_disc "
    "transaction_timestamp"
)


class Buyer(NamedTuple):
    """Whoever ordered at least once."""

    last_order_on: date
    order_count: int
    net_spend_usd: Decimal


class Scores(NamedTuple):
    """Quintiles among the buyers, 5 is best."""

    recency: int
    frequency: int
    monetary: int


def buyers_of(landing: Path) -> dict[str, Buyer]:
    """Return the measures by the references of the extracts."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        return _of_the_shops(connection, landing) | _of_the_outlet(connection, landing)


def _of_the_shops(connection: duckdb.DuckDBPyConnection, landing: Path) -> dict[str, Buyer]:
    rows = connection.execute(
        f"""
        select
            household_id, max(transaction_timestamp::timestamp::date), count(distinct basket_id),
            sum(sales_value::decimal(12, 2))
        from read_csv(
            '{landing}/transactions/order_lines/**/*.csv.gz', columns = {_columns(_SHOPS)},
            header = true, auto_detect = false, hive_partitioning = false
        )
        group by household_id
        """
    ).fetchall()
    return {reference: Buyer(*measures) for reference, *measures in rows}


def _columns(names: str) -> dict[str, str]:
    """Say what the files hold: to guess it, DuckDB would look into each of them."""
    return dict.fromkeys(names.split(), "varchar")


def _of_the_outlet(connection: duckdb.DuckDBPyConnection, landing: Path) -> dict[str, Buyer]:
    lines = connection.execute(
        f"""
        select Customer, OrderNo, Currency, Paid, SoldAt, max(scans)
        from (
            select filename, Customer, OrderNo, Sku, Pieces, Currency, Paid, Voucher, SoldAt, count(*) as scans
            from read_csv('{landing}/outlet/order_lines/**/*.csv', all_varchar = true, delim = ';', filename = true)
            group by all
        )
        where Customer is not null
        group by Customer, OrderNo, Sku, Pieces, Currency, Paid, Voucher, SoldAt
        """
    ).fetchall()
    days, spend, customers = defaultdict(dict), defaultdict(Decimal), {}
    for customer, order, currency, paid, sold_at, scans in lines:
        customers[order] = f"outlet:{customer}"
        days[customers[order]][order] = _day(sold_at)
        spend[customers[order]] += scans * in_usd(paid.replace(",", "."), currency, _day(sold_at))
    for order, currency, amount, refunded_at, op in _last_changes_of_refunds(connection, landing):
        if op != "D" and order in customers:
            spend[customers[order]] -= in_usd(amount.replace(",", "."), currency, _day(refunded_at))
    return {who: Buyer(max(orders.values()), len(orders), spend[who]) for who, orders in days.items()}


def _last_changes_of_refunds(connection: duckdb.DuckDBPyConnection, landing: Path) -> list[tuple]:
    return connection.execute(
        f"""
        select OrderNo, Currency, Amount, RefundedAt, Op
        from read_csv('{landing}/outlet/refunds/**/*.csv', all_varchar = true, delim = ';')
        qualify row_number() over (partition by RefundNo order by ChangedAt desc) = 1
        """
    ).fetchall()


def _day(berlin: str) -> date:
    # In summer Berlin is two hours ahead of UTC, and nobody buys there before nine.
    return moment(f"{berlin}+01:00").date()


def scores_of(buyers: dict[str, Buyer], bins: int = 5) -> dict[str, Scores]:
    """Rank everybody three times; of equals the smaller id counts as the lesser."""
    ranked = [
        sorted(buyers, key=lambda who: (buyers[who].last_order_on, who)),
        sorted(buyers, key=lambda who: (buyers[who].order_count, who)),
        sorted(buyers, key=lambda who: (buyers[who].net_spend_usd, who)),
    ]
    by_measure = [dict(zip(order, _quantiles(len(order), bins), strict=True)) for order in ranked]
    return {who: Scores(*(scores[who] for scores in by_measure)) for who in buyers}


def _quantiles(count: int, bins: int) -> list[int]:
    """Deal out 1 to ``bins`` in shares as equal as can be; the lower ones are larger by one."""
    size, larger = divmod(count, bins)
    return [score for score in range(1, bins + 1) for _ in range(size + (score <= larger))]
