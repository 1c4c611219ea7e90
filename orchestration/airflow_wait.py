"""Let one build follow many loads: a backfill's, or several sources that are due at the same minute."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import task

log = logging.getLogger(__name__)

LOAD_DAGS = ("load_crm", "load_transactions", "load_web", "load_engagement", "load_enrichment", "load_outlet")
PATIENCE = timedelta(hours=1)


# Takes no slot of the pool `warehouse`: it opens nothing, and the loads that it waits for need the slot.
@task.sensor(mode="reschedule", poke_interval=10, pool="default_pool")
def wait_for_loads(ti: Any = None, dag_run: Any = None) -> bool:
    """Wait until no load is running or about to, or for an hour.

    Each load wakes a build. Waiting for those that are under way makes one build of them all, because the runs that
    they wake meanwhile find nothing new. The patience has an end: a load may be paused in the middle, or a backfill
    may take the whole night, and readers are to get what is there.
    """
    under_way = {dag_id: ti.get_dr_count(dag_id=dag_id, states=["queued", "running"]) for dag_id in LOAD_DAGS}
    named = ", ".join(f"{count} of {dag_id}" for dag_id, count in under_way.items() if count)
    if not named:
        return True
    if datetime.now(UTC) - dag_run.start_date > PATIENCE:
        log.warning("Building although loads are under way (%s): they have taken longer than %s.", named, PATIENCE)
        return True
    log.info("Waiting for the loads that are under way: %s.", named)
    return False
