"""### Build and publish

Makes and publishes staging, identities, marts and segments out of the raw batches that passed their gate, as far as
something is new for them. Waits for loads that are under way, so that a backfill is built once.

When it is red:
- a **dbt** task (`staging`, `intermediate`, `marts`, `score`): the log names model or test; see `ops.dbt_run_results`.
- a **gate** (`judge_staging`, `judge_marts`, `score`): `ops.gate_results` says what was observed; readers keep theirs.
- **publish**: readers keep what they have. Clear the task when the disk or the lock is free again.

Clear any task: its build goes on, or a newer one has followed. If what it follows from changed, it says so: run anew.
"""

from airflow.sdk import dag

from orchestration import steps
from orchestration.airflow_policy import ANY_LOADED, AS_OF, POLICY, SEGMENT_DRIFT, SEGMENT_MODEL, asked_as_of, step
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
        return steps.open_build(load_settings(), asked_as_of(params))

    @step
    def build_layer(build_id: int, layer: str) -> int:
        """Make a layer's models with dbt, as far as something is new for them, and run their data tests."""
        return steps.build_layer(load_settings(), build_id, layer)

    @step
    def resolve_identities(build_id: int) -> int:
        """Find out which profiles, browsers and loyalty ids are one person."""
        return steps.resolve_identities(load_settings(), build_id)

    @step
    def judge_layer(build_id: int, layer: str) -> int:
        """Put what the build has made so far through a gate; a no ends the build."""
        return steps.judge_layer(load_settings(), build_id, layer)

    @step
    def score(build_id: int) -> str:
        """Assign segments by the champion's parameters, in SQL, and put them through their gate."""
        return steps.score(load_settings(), build_id) or ""  # Airflow complains of an XCom that is None.

    @step
    def finish_build(build_id: int, model_version: str) -> None:
        """Close the build as passed."""
        steps.finish_build(load_settings(), build_id, model_version or None)

    @step
    def publish() -> str:
        """Write the new version, prove it, and let readers see it."""
        return steps.publish(load_settings())

    @step(outlets=[SEGMENT_DRIFT])
    def watch_drift(build_id: int) -> None:
        """Tell of drift that the build before had not told of; skipped without."""
        steps.tell_drift(load_settings(), build_id)

    wait_for_loads() >> (opened := open_build())
    staged = build_layer.override(task_id="staging")(opened, "staging")
    resolved = build_layer.override(task_id="intermediate")(resolve_identities(staged), "intermediate")
    judged = judge_layer.override(task_id="judge_staging")(resolved, "staging")
    in_marts = build_layer.override(task_id="marts")(judged, "marts")
    accepted = judge_layer.override(task_id="judge_marts")(in_marts, "marts")
    finish_build(accepted, score(accepted)) >> publish() >> watch_drift(accepted)


build_marts()
