"""What all DAGs have in common: assets, pool, retries, and how our errors become Airflow's."""

import functools
import inspect
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pendulum
from airflow.sdk import Asset, Param, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from orchestration.airflow_alerts import tell_of_run, tell_of_task
from orchestration.airflow_lineage import under_this_task
from warehouse.errors import NothingNew, SegmartError
from warehouse.settings import load_settings
from warehouse.task_runs import may_pass, recording

log = logging.getLogger(__name__)

POOL = "warehouse"
"""One slot: DuckDB lets one process write the build file."""

CRM = Asset("crm", group="loaded")
TRANSACTIONS = Asset("transactions", group="loaded")
WEB = Asset("web", group="loaded")
ENGAGEMENT = Asset("engagement", group="loaded")
ENRICHMENT = Asset("enrichment", group="loaded")
OUTLET = Asset("outlet", group="loaded")

ANY_LOADED = CRM | TRANSACTIONS | WEB | ENGAGEMENT | ENRICHMENT | OUTLET
"""What wakes a build, besides a new model."""

SEGMENT_MODEL = Asset("segment_model", group="model")

SEGMENT_DRIFT = Asset("segment_drift", group="model")
"""What wakes training, besides the week."""

DEFAULT_ARGS = {
    "owner": "data-engineering",
    "pool": POOL,
    "retries": 3,
    "retry_delay": timedelta(seconds=30),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(minutes=10),
    "execution_timeout": timedelta(hours=1),
    # Called once, when a task has failed for good: not before another try, and not for what was skipped.
    "on_failure_callback": [tell_of_task],
}

POLICY = {
    "start_date": pendulum.datetime(2017, 1, 1, tz="UTC"),
    "catchup": False,
    "max_active_runs": 1,
    "default_args": DEFAULT_ARGS,
    "on_failure_callback": tell_of_run,
}
"""What every DAG's ``@dag`` takes besides its own."""

AS_OF = Param(
    None,
    type=["null", "string"],
    format="date-time",
    title="as_of",
    description="Build as if it were this moment (UTC). Empty: the run's start, or in the demo the newest event.",
)


def asked_as_of(params: dict[str, Any] | None) -> datetime | None:
    """Return the moment that a run's parameter :data:`AS_OF` names, None if it names none."""
    text = (params or {}).get("as_of")
    return datetime.fromisoformat(text) if text else None


def step(function: Callable[..., Any] | None = None, **task_arguments: Any) -> Any:
    """Make a task of one call into the pipeline.

    A fault of the environment (lock, disk) may pass, and is left to Airflow's retries. Everything else fails at once:
    a gate's no, a wrong parameter or a defect would be the same the next time. When there is nothing new, the task
    is skipped with all that follows, and emits no asset. Each try becomes a row of ``ops.task_runs``.
    """
    if function is None:
        return functools.partial(step, **task_arguments)
    signature = inspect.signature(function)

    @functools.wraps(function)
    def translated(*arguments: Any, **keywords: Any) -> Any:
        try:
            build_id = signature.bind_partial(*arguments, **keywords).arguments.get("build_id")
            with under_this_task(), _recording(build_id):
                return function(*arguments, **keywords)
        except NothingNew as nothing:
            log.info("Skipped: %s", nothing)
            raise AirflowSkipException(str(nothing)) from nothing
        except SegmartError as error:
            log.error("%s", error)
            if may_pass(error):
                raise
            # The sentence says it all; a trace would only bury it.
            raise AirflowFailException(str(error)) from None
        except Exception as error:
            if may_pass(error):
                raise
            raise AirflowFailException(str(error)) from error

    return task(translated, doc_md=inspect.getdoc(function), **task_arguments)


def _recording(build_id: int | None) -> AbstractContextManager[None]:
    task_instance = get_current_context()["ti"]
    return recording(
        load_settings(),
        job=task_instance.dag_id,
        run=task_instance.run_id,
        task=task_instance.task_id,
        try_number=task_instance.try_number,
        build_id=build_id,
        is_last_try=task_instance.try_number > task_instance.max_tries,
    )
