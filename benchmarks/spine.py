"""How far the pipeline is from bare DuckDB on the sample: the same work, in the same run, on the same machine.

The floor does the heavy part of a hop by hand, and nothing of what makes it trustworthy: no books, no quarantine, no
tests, no contracts. It is a floor and not a rival.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from extract_load.contracts import read_contracts
from extract_load.sample import write_sample
from orchestration import load_steps, steps
from warehouse.cli import console
from warehouse.connection import build_connection
from warehouse.publish import publish
from warehouse.quiet_exit import leave_quietly
from warehouse.settings import Settings

ORDER_LINES = """
create table order_lines as
select
    basket_id::varchar as order_id, product_id::varchar as product_id, household_id::varchar as customer_ref,
    quantity::bigint as quantity, sales_value::decimal(12, 2) as sales_amount,
    retail_disc::decimal(12, 2) as retail_discount_amount, transaction_timestamp::timestamp as ordered_at
from read_csv('{landing}/transactions/order_lines/**/*.csv.gz')
"""

EVENTS = """
create table events as
select
    "messageId" as event_id, event as event_type, "anonymousId" as visitor_ref, "userId" as customer_ref,
    "timestamp"::timestamp as occurred_at, properties.product_id as product_id
from read_json('{landing}/web/events/**/*.jsonl.gz')
"""

MARTS = """
create table orders as
with lines as (
    select * from order_lines
    qualify row_number() over (partition by order_id, product_id, sales_amount < 0 order by ordered_at desc) = 1
)
select order_id, any_value(customer_ref) as customer_ref, min(ordered_at) as ordered_at, sum(sales_amount) as net_spend
from lines group by order_id;

create table rfm as
with measures as (
    select customer_ref, max(ordered_at) as last_at, count(*) as order_count, sum(net_spend) as net_spend
    from orders group by customer_ref
)
select
    *,
    ntile(5) over (order by last_at, customer_ref) as recency_score,
    ntile(5) over (order by order_count, customer_ref) as frequency_score,
    ntile(5) over (order by net_spend, customer_ref) as monetary_score
from measures;

create table sessions as
with marked as (
    select
        *,
        (occurred_at - lag(occurred_at) over (partition by visitor_ref order by occurred_at, event_id)
            > interval 30 minutes)::integer as is_new
    from events
),
numbered as (
    select *, sum(coalesce(is_new, 1)) over (partition by visitor_ref order by occurred_at, event_id) as session_number
    from marked
)
select visitor_ref, session_number, min(occurred_at) as started_at, count(*) as event_count
from numbered group by all;
"""


def main() -> int:
    """Print the table."""
    leave_quietly()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "home", _env_file=None)
        write_sample(settings)
        floor = duckdb.connect(f"{folder}/floor.duckdb")
        rows = [
            ("load order lines and products", _load(settings, "transactions"), _floor(floor, settings, ORDER_LINES)),
            ("load web events", _load(settings, "web"), _floor(floor, settings, EVENTS)),
        ]
        load_steps.load(settings, "crm")
        for source in read_contracts(settings):
            load_steps.judge_batches(settings, source)
        build_id = steps.open_build(settings)
        models = _timed(lambda: [steps.build_layer(settings, build_id, layer) for layer in _LAYERS])
        rows.append(("staging to marts, dbt's own seconds included", models, _floor(floor, settings, MARTS)))
        tests = _seconds_of_tests(settings, build_id)
        steps.finish_build(settings, build_id, None)
        rows.append(("publish, with the Parquet mirror", _timed(lambda: publish(settings, release_pin=True)), None))
        floor.close()
    _show(rows, tests)
    return 0


_LAYERS = ("staging", "intermediate", "marts")


def _timed(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def _load(settings: Settings, source: str) -> float:
    return _timed(lambda: load_steps.load(settings, source))


def _floor(connection: duckdb.DuckDBPyConnection, settings: Settings, sql: str) -> float:
    return _timed(lambda: connection.execute(sql.replace("{landing}", str(settings.landing))))


def _seconds_of_tests(settings: Settings, build_id: int) -> float:
    with build_connection(settings, "benchmark") as connection:
        return connection.execute(
            "select sum(seconds) from ops.dbt_run_results where build_id = ? and resource_type = 'test'", [build_id]
        ).fetchone()[0]


def _show(rows: list[tuple[str, float, float | None]], tests: float) -> None:
    table = console.table("hop", "Segmart (s)", "floor (s)", "ratio", right=["Segmart (s)", "floor (s)", "ratio"])
    for hop, ours, floor in rows:
        table.add_row(hop, f"{ours:.1f}", f"{floor:.1f}" if floor else "", f"{ours / floor:.1f}" if floor else "")
    console.out.print(table)
    console.say(f"Of staging to marts, data tests took {tests:.1f} s of two threads together.")


if __name__ == "__main__":
    sys.exit(main())
