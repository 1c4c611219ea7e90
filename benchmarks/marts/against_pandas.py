"""Section "pandas": RFM and session features in pandas beside the floor and the models."""

import time
from statistics import median
from typing import Any

import duckdb
import pandas as pd

from benchmarks.marts.against_floor import floor_seconds, run_same_outputs
from benchmarks.marts.apart import run_apart
from benchmarks.marts.frames import RawFrames, rfm_frame, visit_frame
from benchmarks.marts.homes import BuiltHome, built_home
from benchmarks.marts.options import Options, Section
from benchmarks.marts.outputs import CORE, WINDOWS
from warehouse.quoting import text
from warehouse.settings import Settings

_LINES = """
select
    order_id, product_id, customer_ref, sales_amount < 0 as is_refund, (100 * sales_amount)::bigint as net_spend_cents,
    ordered_at, _source_file, _source_row
from built.raw.transactions__order_lines
"""
_EVENTS = """
select event_id, visitor_ref, customer_ref, event_type, occurred_at, _source_file, _source_row
from built.raw.web__events
"""
_GOAL = 10


def compare_with_pandas(options: Options) -> list[Section]:
    """Time pandas, and what makes the same features by hand in DuckDB and by dbt."""
    home = built_home(options)
    measured = run_apart(features_in_pandas, home.settings, home.as_of)
    pandas = measured.value
    floor = {step: median(one) for step, one in _floors(options, home).items()}
    ours = sum(floor[output] for output in CORE)
    dbt = run_same_outputs(home)["core_seconds"]
    computing = pandas["rfm"] + pandas["visits"]
    rows = [
        ("pandas, frames in memory already", computing, computing / ours, computing / dbt),
        (
            "pandas, reading the raw tables included",
            computing + pandas["reading"],
            (computing + pandas["reading"]) / ours,
            (computing + pandas["reading"]) / dbt,
        ),
        ("by hand in DuckDB: orders, sessions, RFM", ours, 1.0, ours / dbt),
        ("by dbt: these, with outliers", dbt, dbt / ours, 1.0),
    ]
    return [
        Section(
            f"Pandas: {options.customers:,} customers",
            ("what", "of the floor", "of dbt's", "seconds", "goal"),
            [
                (what, f"{of_floor:.1f}", f"{of_dbt:.1f}", f"{seconds:.1f}", f">= {_GOAL} x the floor" * (not number))
                for number, (what, seconds, of_floor, of_dbt) in enumerate(rows)
            ],
            [
                f"Pandas' process held {measured.peak_bytes / 1e9:.2f} GB at most. "
                f"RFM: {pandas['rfm']:.1f} s; sessions and visits: {pandas['visits']:.1f} s.",
                f"Customers whose features differ from the marts': {pandas['differing']:,}.",
            ],
            {**pandas, "floor_seconds": ours, "dbt_seconds": dbt, "peak_bytes": measured.peak_bytes},
        )
    ]


def _floors(options: Options, home: BuiltHome) -> dict[str, list[float]]:
    rounds = [floor_seconds(options, home) for _ in range(options.rounds)]
    return {step: [one[step] for one in rounds] for step in rounds[0]}


def features_in_pandas(settings: Settings, as_of: str) -> dict[str, Any]:
    """Compute the features, and return the seconds of each part and how many customers' features the marts lack."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach {text(str(settings.build_file))} as built (read_only)")
        began = time.monotonic()
        raw = RawFrames(
            connection.execute(_LINES).df(),
            connection.execute(_EVENTS).df(),
            connection.execute("select customer_ref, customer_id from built.pii.customer_links").df(),
        )
        reading = time.monotonic() - began
        moment = pd.Timestamp(as_of)
        began = time.monotonic()
        rfm = rfm_frame(raw, moment)
        rfm_seconds = time.monotonic() - began
        visits = visit_frame(raw, moment)
        visit_seconds = time.monotonic() - began - rfm_seconds
        return {
            "customers": len(rfm),
            "reading": reading,
            "rfm": rfm_seconds,
            "visits": visit_seconds,
            "differing": _differing(connection, rfm, visits),
        }


def _differing(connection: duckdb.DuckDBPyConnection, rfm: pd.DataFrame, visits: pd.DataFrame) -> int:
    """Count the customers of whom the marts say something else."""
    connection.register("rfm", rfm)
    connection.register("visits", visits)
    scores = "customer_id, days_since_last_order, order_count, recency_score, frequency_score, monetary_score"
    windows = [f"{what}_last_{days}_days_count" for days in WINDOWS for what in ("sessions", "product_views")]
    counts = f"customer_id, {', '.join(windows)}, cart_session_count"
    return connection.execute(
        f"""
        select
            (
                select count(*) from (
                    select {scores}, net_spend_cents / 100 from rfm
                    except
                    select {scores}, net_spend_usd::double from built.marts.customer_rfm
                )
            )
            + (
                select count(*) from (
                    select {counts} from visits except select {counts} from built.marts.customer_behaviour
                )
            )
        """
    ).fetchone()[0]
