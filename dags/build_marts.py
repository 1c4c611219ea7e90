"""### Build and publish

Makes: staging, intermediate, marts and segments out of the raw batches that have passed their gate, and publishes
them as a new immutable file. Runs when a source was loaded or a segmentation model was promoted; one run at a time.
It waits for loads that are under way, so that a backfill is built once, and makes only what follows from what is new.

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
from orchestration.airflow_policy import ANY_LOADED, AS_OF, POLICY, SEGMENT_MODEL, step
from orchestration.airflow_wait import wait_for_loads
from warehouse.settings import load_settings


@dag(
    description="Builds, judges and publishes what follows from new extracts or a new model.",
    schedule=(ANY_LOADED | SEGMENT_MODEL),
    params={"as_of": AS_OF},
    tags=["build", "publish"],
    doc_md=__doc__,
    **POLICY,
)
def build_marts():
    @step
    def open_build(params: dict | None = None) -> int:
        """Fix as_of and the batches that the build reads; skip all that follows when nothing is new."""
        as_of = (params or {}).get("as_of")
        return steps.open_build(load_settings(), datetime.fromisoformat(as_of) if as_of else None)

    # Returns the id that it was given, as judge_layer does: the graph is the line that the data takes.
    @step
    def build_layer(build_id: int, layer: str) -> int:
        """Make a layer's models with dbt, as far as something is new for them, and run their data tests."""
        return steps.build_layer(load_settings(), build_id, layer)

    @step
    def judge_layer(build_id: int, layer: str) -> int:
        """Put what the build has made so far through a gate; a no ends the build."""
        return steps.judge_layer(load_settings(), build_id, layer)

    @step
    def score(build_id: int) -> str:
        """Assign segments by the champion's parameters, in SQL, and put them through their gate."""
        # Airflow keeps no XCom for None, and complains when it is asked for.
        return steps.score(load_settings(), build_id) or ""

    @step
    def finish_build(build_id: int, model_version: str) -> None:
        """Close the build as passed."""
        steps.finish_build(load_settings(), build_id, model_version or None)

    @step
    def publish() -> str:
        """Write the new version, prove it, and let readers see it."""
        return steps.publish(load_settings())

    opened = open_build()
    staged = build_layer.override(task_id="staging")(opened, "staging")
    resolved = build_layer.override(task_id="intermediate")(staged, "intermediate")
    judged = judge_layer.override(task_id="judge_staging")(resolved, "staging")
    in_marts = build_layer.override(task_id="marts")(judged, "marts")
    accepted = judge_layer.override(task_id="judge_marts")(in_marts, "marts")
    wait_for_loads() >> opened
    finish_build(accepted, score(accepted)) >> publish()


build_marts()
