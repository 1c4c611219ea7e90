"""What ties our lineage to Airflow's: a task's run is the parent of the steps that it does."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from airflow.sdk import get_current_context

from warehouse.lineage.tracing import RunId, under

log = logging.getLogger(__name__)


@contextmanager
def under_this_task() -> Iterator[None]:
    """Let what the current task records name the task's run as its parent, if Airflow records that run at all."""
    with under(_task_run()):
        yield


def _task_run() -> RunId | None:
    try:
        from airflow.providers.openlineage import conf  # noqa: PLC0415

        if conf.is_disabled():
            return None
        # Heavy, and imported already where the provider is switched on.
        from airflow.providers.openlineage.plugins import macros  # noqa: PLC0415

        task = get_current_context()["ti"]
        root = RunId(
            macros.lineage_root_job_namespace(task),
            macros.lineage_root_job_name(task),
            macros.lineage_root_run_id(task),
        )
        return RunId(macros.lineage_job_namespace(), macros.lineage_job_name(task), macros.lineage_run_id(task), root)
    except Exception as error:
        log.warning("The lineage of this task does not name the task (%s); the task itself goes on.", error)
        return None
