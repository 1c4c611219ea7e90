"""A day's work in ten minutes: extracts land, the real scheduler loads, builds and publishes, and readers query.

As many 15-minute intervals of a simulated night as fit; web extracts land in each, orders in every fourth, profiles
in the first. At the end every landed record is looked for, and figures are printed. Exit status 1 when a row was lost
or doubled, or a reader met an error.
"""

import argparse
import socket
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import duckdb

from benchmarks.soak_landing import FIRST_TICK, INTERVAL, Landed, land_orders, land_profiles, land_web
from benchmarks.soak_readers import readers
from orchestration import pipeline
from orchestration.local_airflow import LocalAirflow
from tests.planted_shop import write_planted_shop
from tests.scheduler.live_airflow import LiveAirflow
from warehouse.quiet_exit import leave_quietly
from warehouse.settings import Settings

INTERVALS = 48


def work(live: LiveAirflow, landed: Landed, minutes: float) -> int:
    """Let intervals pass until they are over or the time is; return how many there were."""
    deadline = time.monotonic() + minutes * 60
    for tick in range(INTERVALS):
        if time.monotonic() > deadline:
            return tick
        moment = FIRST_TICK + INTERVAL * (tick + 1)
        due = ["load_web"]
        land_web(live.settings.landing, landed, tick, moment)
        if tick % 4 == 0:
            land_orders(live.settings.landing, landed, moment)
            due.append("load_transactions")
        if tick == 0:
            land_profiles(live.settings.landing, landed, moment)
            due.append("load_crm")
        began = {dag_id: live.trigger(dag_id) for dag_id in due}
        for dag_id, run_id in began.items():
            live.wait_until(f"{dag_id} of interval {tick} has ended", lambda d=dag_id, r=run_id: is_over(live, d, r))
        say(f"interval {tick + 1}: {', '.join(due)}")
    return INTERVALS


def is_over(live: LiveAirflow, dag_id: str, run_id: str) -> bool:
    """Whether a run has ended."""
    return live.call("GET", f"dags/{dag_id}/dagRuns/{run_id}")["state"] in ("success", "failed")


def rest(live: LiveAirflow) -> None:
    """Wait until nothing is under way."""
    quiet = 0
    while quiet < 5:
        busy = [run for dag_id in live.dags() for run in live.runs(dag_id) if run["state"] not in ("success", "failed")]
        quiet = 0 if busy else quiet + 1
        time.sleep(1)


def reconcile(settings: Settings, landed: Landed) -> list[tuple[str, int, int]]:
    """Return (what, landed, found) for every kind of record, in raw as it may be read and in the published file."""
    with duckdb.connect(str(settings.build_file), read_only=True) as build:
        staged = build.execute(
            """
            select
                (select count(*) from staging.stg_web__events where event_id like 'soak-%'),
                (select count(*) from staging.stg_transactions__order_lines where order_id like 'soak-%'),
                (select count(*) from staging.stg_crm__customers where customer_ref like 'soak-%'),
                (select count(*) from quarantine.rejected_rows)
            """
        ).fetchone()
    with duckdb.connect(str(settings.published_link), read_only=True) as published:
        (orders,) = published.execute("select count(*) from marts.fct_orders where order_id like 'soak-%'").fetchone()
    return [
        ("web events", landed.events, staged[0]),
        ("order lines", landed.lines, staged[1]),
        ("profiles", landed.profiles, staged[2]),
        ("records in quarantine", 0, staged[3]),
        ("published orders", landed.lines // 2, orders),
    ]


def latencies(settings: Settings, landed: Landed) -> list[float]:
    """Seconds from a file's landing to the first publication that holds it, a file each."""
    with duckdb.connect(str(settings.published_link), read_only=True) as published:
        batches = dict(published.execute("select file, min(batch_id) from ops.loaded_files group by file").fetchall())
        publications = published.execute(
            "select raw_through_batch, epoch(published_at) from ops.publications order by published_at"
        ).fetchall()
    return [
        next(moment for through, moment in publications if through >= batches[name] and moment > landed_at) - landed_at
        for name, landed_at in landed.at
    ]


def report(settings: Settings) -> None:
    """Print what the home's own records say of builds, tasks and lock waits."""
    with duckdb.connect(str(settings.published_link), read_only=True) as published:
        builds = published.execute(
            "select selection, count(*), median(epoch(ended_at - opened_at)), max(epoch(ended_at - opened_at)) "
            "from ops.builds where state = 'passed' group by selection order by selection"
        ).fetchall()
        waits = published.execute(
            "select count(*), sum(lock_wait_seconds), max(lock_wait_seconds), count(*) filter (state = 'failed') "
            "from ops.task_runs"
        ).fetchone()
    for selection, count, middle, longest in builds:
        say(f"builds of {selection}: {count}; they took {middle:.0f} s (median), {longest:.0f} s at most")
    say(f"tasks: {waits[0]}, failed: {waits[3]}; waited for the lock {waits[1]:.1f} s in all, {waits[2]:.1f} s at most")


def soak(home: Path, minutes: float) -> bool:
    """Do it all in an empty home, and say whether nothing was lost."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = Settings(home=home, airflow_port=port, pii_key="a key for the soak", _env_file=None)
    write_planted_shop(settings.landing)
    say("A year of history: loading, training, publishing")
    pipeline.run(settings)
    airflow = LocalAirflow(
        settings,
        {
            "SEGMART_PII_KEY": "a key for the soak",
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
        },
    )
    landed = Landed()
    try:
        airflow.start()
        live = LiveAirflow(airflow, settings.landing)
        live.unpause("build_marts", "load_crm", "load_transactions", "load_web")
        rest(live)
        with readers(settings.published_link) as (errors, queries):
            count = work(live, landed, minutes)
            rest(live)
    finally:
        airflow.stop()
    say(f"{count} intervals of 15 minutes ({count / 4:g} simulated hours), {len(landed.at)} files landed")
    report(settings)
    waited = latencies(settings, landed)
    say(f"from landing to published: {median(waited):.0f} s (median), {max(waited):.0f} s (longest)")
    say(f"readers: {sum(queries)} queries, {len(errors)} errors")
    for error in errors[:10]:
        say(f"  {error}")
    balance = reconcile(settings, landed)
    for what, expected, found in balance:
        say(f"{what}: {expected:,} landed, {found:,} found{'' if expected == found else '  <-- NOT EQUAL'}")
    return not errors and all(expected == found for _, expected, found in balance)


def say(sentence: str) -> None:
    """Print at once, for somebody who waits ten minutes."""
    print(sentence, flush=True)  # noqa: T201


if __name__ == "__main__":
    leave_quietly()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    with TemporaryDirectory() as folder:
        sys.exit(0 if soak(Path(folder) / "home", parser.parse_args().minutes) else 1)
