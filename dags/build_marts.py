"""### Build and publish

Makes: staging, intermediate, marts and segments out of the raw batches that have passed their gate, and publishes
them as a new immutable file. Runs when a source was loaded or a segmentation model was promoted; one run at a time.
It waits for the loads that are under way, so that a backfill is built once, and builds only what follows from what is
new: web extracts alone leave the staging of orders and profiles standing.

When it is red:
- a **dbt** task (`staging`, `intermediate`, `marts`, `score`): the log names the model or data test; all of them are in
  `ops.dbt_run_results`.
- a **gate** (`judge_staging`, `judge_marts`, or `score` after its models): the log names suite, expectation and what
  was observed; see also `ops.gate_results` and the Data Docs. The earlier publication stays.
- **publish**: readers keep a complete publication. Clear the task when the disk or the lock is free again.

Clear any task: its build is taken up again, or the task is skipped when a newer build has followed. If logic, settings
or batches have changed since, it says so: trigger a new run.
"""

from datetime import datetime

from airflow.sdk import dag

from orchestration import steps
from orchestration.airflow_policy import AS_OF, CRM, POLICY, SEGMENT_MODEL, TRANSACTIONS, WEB, step
from orchestration.airflow_wait import wait_for_loads
from warehouse.settings import load_settings


@dag(
    schedule=(CRM | TRANSACTIONS | WEB | SEGMENT_MODEL),
    params={"as_of": AS_OF},
    tags=["build", "publish"],
    doc_md=__doc__,
    **POLICY,
)
def build_marts():
    @step
    def open_build(params: dict | None = None) -> int:
        as_of = (params or {}).get("as_of")
        return steps.open_build(load_settings(), datetime.fromisoformat(as_of) if as_of else None)

    @step
    def build_layer(build_id: int, layer: str) -> None:
        steps.build_layer(load_settings(), build_id, layer)

    @step
    def judge_layer(build_id: int, layer: str) -> None:
        steps.judge_layer(load_settings(), build_id, layer)

    @step
    def score(build_id: int) -> str:
        # Airflow keeps no XCom for None, and complains when it is asked for.
        return steps.score(load_settings(), build_id) or ""

    @step
    def finish_build(build_id: int, model_version: str) -> None:
        steps.finish_build(load_settings(), build_id, model_version or None)

    @step
    def publish() -> str:
        return steps.publish(load_settings())

    build_id = open_build()
    staging = build_layer.override(task_id="staging")(build_id, "staging")
    intermediate = build_layer.override(task_id="intermediate")(build_id, "intermediate")
    judge_staging = judge_layer.override(task_id="judge_staging")(build_id, "staging")
    marts = build_layer.override(task_id="marts")(build_id, "marts")
    judge_marts = judge_layer.override(task_id="judge_marts")(build_id, "marts")
    model_version = score(build_id)

    wait_for_loads() >> build_id
    staging >> intermediate >> judge_staging >> marts >> judge_marts >> model_version
    finish_build(build_id, model_version) >> publish()


build_marts()
