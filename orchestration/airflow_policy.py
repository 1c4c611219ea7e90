"""What all DAGs have in common: assets, pool, retries, and how our errors become Airflow's."""

import functools
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, Param, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from warehouse.errors import EnvironmentFault, NothingNew
from warehouse.faults import is_system_fault

log = logging.getLogger(__name__)

POOL = "warehouse"
"""One slot: DuckDB lets one process write the build file."""

CRM = Asset("crm")
TRANSACTIONS = Asset("transactions")
WEB = Asset("web")
SEGMENT_MODEL = Asset("segment_model")

DEFAULT_ARGS = {
    "owner": "data-engineering",
    "pool": POOL,
    "retries": 3,
    "retry_delay": timedelta(seconds=30),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(minutes=10),
    "execution_timeout": timedelta(hours=1),
}

AS_OF = Param(
    None,
    type=["null", "string"],
    format="date-time",
    title="as_of",
    description="The build's only clock, in UTC. Empty: the run's start in production, the newest event in the demo.",
)


def step(function: Callable[..., Any] | None = None, **task_arguments: Any) -> Any:
    """Make a task of one call into the pipeline.

    A fault of the environment (lock, disk) may pass, and is left to Airflow's retries. Everything else fails at once:
    a gate's no, a wrong parameter or a defect would be the same the next time. When there is nothing new, the task
    is skipped with all that follows, and emits no asset.
    """
    if function is None:
        return functools.partial(step, **task_arguments)

    @functools.wraps(function)
    def translated(*arguments: Any, **keywords: Any) -> Any:
        try:
            return function(*arguments, **keywords)
        except NothingNew as nothing:
            raise AirflowSkipException(str(nothing)) from nothing
        except Exception as error:
            if isinstance(error, EnvironmentFault) or is_system_fault(error):
                raise
            raise AirflowFailException(str(error)) from error

    return task(translated, **task_arguments)
