"""Team policy, asserted on the DAGs as Airflow serializes them; a message names the DAG and the mend."""

from itertools import pairwise
from pathlib import Path

import pytest

from tests.build_tasks import TASKS
from warehouse.settings import REPOSITORY

SCHEDULES = {
    "load_crm": "@daily",
    "load_transactions": "@hourly",
    "load_web": "*/15 * * * *",
    "load_engagement": "@hourly",
    "load_enrichment": "@daily",
    "load_outlet": "@daily",
    "build_marts": None,
    "train_segments": None,
    "review_segments": "@monthly",
    "watch_promises": "*/15 * * * *",
    "maintain_warehouse": "30 3 * * *",
}
OUTLETS = {
    ("load_crm", "judge"): "crm",
    ("load_transactions", "judge"): "transactions",
    ("load_web", "judge"): "web",
    ("load_engagement", "judge"): "engagement",
    ("load_enrichment", "judge"): "enrichment",
    ("load_outlet", "judge"): "outlet",
    ("train_segments", "promote"): "segment_model",
    ("build_marts", "watch_drift"): "segment_drift",
}
# Tasks that never open the build file, and may not take the one slot from those that do.
OPEN_NOTHING = {
    "build_marts.wait_for_loads",
    "train_segments.approve",
    "watch_promises.watch",
    "maintain_warehouse.remove_airflows_old",
}


@pytest.fixture(scope="session")
def serialized(dags):
    from airflow.serialization.serialized_objects import DagSerialization

    return {dag_id: DagSerialization.to_dict(dag)["dag"] for dag_id, dag in dags.items()}


def test_the_set_of_dags_is_exact(dags):
    assert set(dags) == set(SCHEDULES)


def test_a_build_waits_for_every_load():
    from orchestration.airflow_wait import LOAD_DAGS

    assert set(LOAD_DAGS) == {dag_id for dag_id in SCHEDULES if dag_id.startswith("load_")}


def test_one_file_one_dag_and_thin(dags):
    files = {Path(dag.fileloc).name for dag in dags.values()}
    assert files == {f"{dag_id}.py" for dag_id in SCHEDULES}
    for name in files:
        lines = (REPOSITORY / "dags" / name).read_text().count("\n")
        assert lines <= 80, f"dags/{name} has {lines} lines: move what is not orchestration into a layer's package"


@pytest.mark.parametrize("dag_id", SCHEDULES)
def test_every_dag_explains_itself_and_runs_alone(dags, dag_id):
    dag = dags[dag_id]
    assert "When it is red" in dag.doc_md, f"{dag_id}: say in its docstring what to do when it is red"
    assert dag.tags, f"{dag_id}: give it tags"
    assert dag.max_active_runs == 1
    assert dag.catchup is False


@pytest.mark.parametrize("dag_id", SCHEDULES)
def test_every_task_has_an_owner_the_pool_retries_and_a_voice(dags, dag_id):
    from orchestration.airflow_alerts import tell_of_task

    for task in dags[dag_id].tasks:
        where = f"{dag_id}.{task.task_id}"
        pool = "default_pool" if where in OPEN_NOTHING else "warehouse"
        assert task.pool == pool, f"{where}: only the pool keeps two tasks off the build file"
        assert task.owner == "data-engineering", f"{where}: name an owner"
        assert task.retries >= 2, f"{where}: a lock may pass, so let it be tried again"
        assert task.retry_exponential_backoff, f"{where}: back off between tries"
        assert task.execution_timeout is not None, f"{where}: nothing may hang for ever"
        assert task.on_failure_callback == [tell_of_task], f"{where}: take DEFAULT_ARGS, so that its failure is told"


@pytest.mark.parametrize(("dag_id", "schedule"), SCHEDULES.items())
def test_cadences(dags, dag_id, schedule):
    if schedule is not None:
        assert dags[dag_id].schedule == schedule


def test_build_marts_wakes_on_any_source_or_a_new_model(serialized):
    timetable = serialized["build_marts"]["timetable"]
    assert "Asset" in timetable["__type"]
    condition = timetable["__var"]["asset_condition"]
    assert condition["__type"] == "asset_any"
    assert {asset["name"] for asset in condition["objects"]} == set(OUTLETS.values()) - {"segment_drift"}


def test_training_wakes_weekly_and_on_drift(serialized):
    timetable = serialized["train_segments"]["timetable"]["__var"]
    assert timetable["asset_condition"]["name"] == "segment_drift"
    assert timetable["timetable"]["__var"]["expression"] == "0 0 * * 0"


def test_assets_are_emitted_by_the_last_gate_alone(dags):
    emitted = {
        (dag_id, task.task_id): outlet.name
        for dag_id, dag in dags.items()
        for task in dag.tasks
        for outlet in task.outlets
    }
    assert emitted == OUTLETS
    for dag_id, task_id in OUTLETS:
        behind = dags[dag_id].get_task(task_id).downstream_task_ids
        assert behind <= {"require_accepted"}, f"{dag_id}.{task_id} must be the last hop"


@pytest.mark.parametrize("dag_id", ["build_marts", "train_segments"])
def test_as_of_is_a_parameter(dags, dag_id):
    assert "as_of" in dags[dag_id].params


def test_build_marts_judges_each_layer_before_the_next(dags):
    order = ["wait_for_loads", *TASKS, "watch_drift"]
    dag = dags["build_marts"]
    assert set(dag.task_ids) == set(order), "tell tests/build_tasks.py, and so the tests that kill each task"
    for earlier, later in pairwise(order):
        assert later in dag.get_task(earlier).downstream_task_ids, f"{later} must wait for {earlier}"
