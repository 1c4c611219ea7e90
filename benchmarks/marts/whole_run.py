"""One whole run as a schedule makes it: load, gates, build, publish, in this process, with what each step took."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from orchestration import pipeline
from warehouse import task_runs
from warehouse.builds import newest_build
from warehouse.connection import build_connection
from warehouse.dbt_runner import read_manifest
from warehouse.publish import publish
from warehouse.settings import Settings
from warehouse.timed_steps import timed_command

STEPS = (
    "load", "load gates", "open build", "staging", "identities", "intermediate", "staging gate", "marts", "marts gate",
    "score", "finish build", "publish", "dbt's import and parse",
)  # fmt: skip
_STEP_OF_TASK = {
    "open_build": "open build",
    "resolve_identities": "identities",
    "judge_staging": "staging gate",
    "judge_marts": "marts gate",
    "finish_build": "finish build",
}


@dataclass(frozen=True)
class RunFigures:
    """Seconds of each step and of each model, what was built anew, and how many records came."""

    steps: dict[str, float]
    models: dict[str, float]
    selection: str
    records: int


def run_once(settings: Settings) -> RunFigures:
    """Load what landed, build without a model, and publish. RFM segments are all that is scored."""
    began_at, began = datetime.now(UTC).replace(tzinfo=None), time.monotonic()
    read_manifest(settings)
    parsing = time.monotonic() - began
    with timed_command("benchmark"):
        loads = pipeline.load_all(settings, [])
        build_id = pipeline.build(settings)
        publish(settings, release_pin=True)
    with build_connection(settings, "benchmark") as connection:
        task_runs.absorb(connection, settings)
        tasks = connection.execute(
            "select task, sum(seconds) from ops.task_runs where started_at >= ? group by task", [began_at]
        ).fetchall()
        models = connection.execute(
            "select node, seconds from ops.dbt_run_results where build_id = ? and resource_type = 'model'", [build_id]
        ).fetchall()
        selection = newest_build(connection).selection
    steps = dict.fromkeys(STEPS, 0.0)
    steps["dbt's import and parse"] = parsing
    for task, seconds in tasks:
        step = _step_of(task)
        steps[step] = steps.get(step, 0.0) + seconds
    return RunFigures(steps, dict(models), selection, sum(one.load.row_count for one in loads))


def _step_of(task: str) -> str:
    for prefix, step in (("load ", "load"), ("judge ", "load gates")):
        if task.startswith(prefix):
            return step
    return _STEP_OF_TASK.get(task, task)
