"""The floor: the same key outputs by hand in DuckDB out of the same raw tables, and whether marts say the same."""

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from benchmarks.marts.outputs import OUTPUTS, WINDOWS
from warehouse.connection import duckdb_config
from warehouse.quoting import text
from warehouse.settings import Settings

_SQL = Path(__file__).parent
_RFM = "customer_id, days_since_last_order, order_count, net_spend_usd, recency_score, frequency_score, monetary_score"
_MEASURES = {
    "orders": "count",
    "net_spend": "usd",
    "sessions": "count",
    "page_views": "count",
    "product_views": "count",
    "searches": "count",
}
_WINDOWS = ", ".join(f"{what}_last_{days}_days_{unit}" for days in WINDOWS for what, unit in _MEASURES.items())
_BEHAVIOUR = (
    f"customer_id, days_since_first_order, round(discount_share, 9), median_days_between_orders, department_count, "
    f"cart_session_count, round(cart_abandonment_share, 9), {_WINDOWS}"
)
_SESSIONS = (
    "customer_id, started_at, ended_at, device_type, event_count, page_view_count, product_view_count, search_count, "
    "add_to_cart_count, remove_from_cart_count, has_purchase, is_cart_abandoned, started_on"
)
_ORDERS = "order_id, customer_id, store_id, line_count, is_refund_only, net_spend_usd, discount_usd, ordered_at"
_COMPARED = {
    "orders": _ORDERS,
    # The build's visitors have pseudonyms.
    "sessions": _SESSIONS,
    "rfm": _RFM,
    "behaviour": _BEHAVIOUR,
}


@dataclass(frozen=True)
class Agreement:
    """An output by hand beside its mart: how many rows each has, and how many of them the other one lacks."""

    output: str
    floor_rows: int
    mart_rows: int
    differing_rows: int


def run_floor(settings: Settings, as_of: datetime, file: Path) -> dict[str, float]:
    """Make all outputs in a fresh file, under the build's memory limit; return the seconds of each step.

    The last step closes the file: what was written is in it then, as it is after a build.
    """
    file.unlink(missing_ok=True)
    connection = duckdb.connect(str(file), config=duckdb_config(settings))
    connection.execute("set TimeZone = 'UTC'")
    connection.execute("set enable_progress_bar = false")
    connection.execute("set variable as_of = ?::timestamp", [as_of])
    connection.execute(f"attach {text(str(settings.build_file))} as built (read_only)")
    seconds = {}
    for output in OUTPUTS:
        began = time.monotonic()
        connection.execute((_SQL / f"{output}.sql").read_text())
        seconds[output] = time.monotonic() - began
    began = time.monotonic()
    connection.close()
    seconds["closing the file"] = time.monotonic() - began
    return seconds


def compare_floor(settings: Settings, file: Path) -> list[Agreement]:
    """Say how far the outputs by hand are the marts' rows."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach {text(str(file))} as floor (read_only)")
        connection.execute(f"attach {text(str(settings.build_file))} as built (read_only)")
        return [_agreement(connection, output, columns) for output, columns in _COMPARED.items()]


def _agreement(connection: duckdb.DuckDBPyConnection, output: str, columns: str) -> Agreement:
    by_hand, mart = f"floor.{output}", f"built.marts.{OUTPUTS[output]}"
    # Orders of other shops are no part of the floor.
    of_house = "where shop = 'transactions'" if output == "orders" else ""
    counts = connection.execute(
        f"""
        select
            (select count(*) from {by_hand}),
            (select count(*) from {mart} {of_house}),
            (
                select count(*)
                from (select {columns} from {by_hand} except all select {columns} from {mart} {of_house})
            )
        """
    ).fetchone()
    return Agreement(output, *counts)
