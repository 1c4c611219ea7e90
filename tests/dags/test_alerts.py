"""A task that fails for good is told of once, with what to do; one that is tried again or skipped is not."""

import gzip
import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest
import structlog

from tests.alert_receiver import listening
from warehouse import journal
from warehouse.connection import build_connection, warehouse_lock
from warehouse.task_runs import absorb

BEGAN = datetime(2018, 1, 1, 5, tzinfo=UTC)
HEADER = (
    "basket_id,household_id,store_id,product_id,quantity,sales_value,retail_disc,coupon_disc,coupon_match_disc,"
    "transaction_timestamp"
)


@pytest.fixture
def receiver(monkeypatch):
    with listening() as receiver:
        monkeypatch.setenv("SEGMART_ALERT_URL", receiver.url)
        yield receiver


def land_orders(settings, *, household: str):
    lines = [f"x{number},{household},1,{number},1,1.00,0,0,0,2018-01-01T12:00:00Z" for number in range(50)]
    path = settings.landing / "transactions" / "order_lines" / "dt=2018-01-01" / "order_lines.csv.gz"
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress("\n".join([HEADER, *lines, ""]).encode()))


@pytest.fixture
def processor(settings, monkeypatch, dags):
    """What Airflow's DAG processor does when a task, or with it a run, is lost: ``processor.task()``, ``.run()``."""
    from airflow.api_fastapi.execution_api.datamodels.taskinstance import DagRun, TaskInstance, TIRunContext
    from airflow.callbacks.callback_requests import DagCallbackRequest, TaskCallbackRequest
    from airflow.dag_processing import processor
    from airflow.utils.state import DagRunState, TaskInstanceState
    from airflow.utils.types import DagRunType

    monkeypatch.setenv("SEGMART_HOME", str(settings.home))
    bag, log = SimpleNamespace(dags=dags), structlog.get_logger()
    run = {"dag_id": "build_marts", "run_id": "asset_triggered__1"}
    about = {"filepath": "build_marts.py", "bundle_name": "dags-folder", "bundle_version": None}
    dag_run = DagRun(
        **run,
        **dict.fromkeys(("logical_date", "data_interval_start", "data_interval_end", "end_date", "partition_key")),
        run_after=BEGAN,
        start_date=BEGAN,
        run_type=DagRunType.ASSET_TRIGGERED,
        state=DagRunState.RUNNING,
        consumed_asset_events=[],
    )

    def task_is_lost():
        ti = TaskInstance(id=uuid4(), task_id="marts", try_number=4, dag_version_id=uuid4(), **run)
        failed = TaskInstanceState.FAILED
        context = TIRunContext(dag_run=dag_run, max_tries=3, variables=[], connections=[])
        request = TaskCallbackRequest(ti=ti, task_callback_type=failed, context_from_server=context, **about)
        processor._execute_task_callbacks(bag, request, log)

    def run_has_failed():
        processor._execute_dag_callbacks(bag, DagCallbackRequest(msg="task_failure", **run, **about), log)

    return SimpleNamespace(task_is_lost=task_is_lost, run_has_failed=run_has_failed)


@contextmanager
def lock_held_elsewhere(settings):
    """Let another thread hold the warehouse's lock, as another process would."""
    is_held, may_end = threading.Event(), threading.Event()

    def hold():
        with warehouse_lock(settings, "a backup"):
            is_held.set()
            may_end.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    is_held.wait()
    try:
        yield
    finally:
        may_end.set()
        thread.join()


def fields(message) -> str:
    return "\n".join(field["text"] for block in message["blocks"] for field in block.get("fields", []))


def task_runs(settings) -> list[tuple]:
    with build_connection(settings, "test") as connection:
        absorb(connection, settings)
        return connection.execute(
            "select job, task, try_number, state, build_id from ops.task_runs order by started_at"
        ).fetchall()


def test_a_gates_no_names_suite_expectation_figures_and_what_to_do(run_dag, settings, receiver):
    land_orders(settings, household="")

    assert run_dag(settings, "load_transactions")["judge"] == ("failed", 1)

    (message,) = receiver.posted
    assert message["text"].splitlines()[0] == "load_transactions.judge was refused by a gate"
    assert "The raw gate refused batch 1 of transactions." in message["text"]
    assert "try 1: another one would end likewise" in message["text"]
    assert "transactions__order_lines" in fields(message)
    assert "Observed: " in fields(message)
    assert "Expected: " in fields(message)
    assert "judge*: the gate refused a new batch" in message["text"]
    assert "require_accepted" not in message["text"]
    assert "reports/data_docs/index.html; table ops.gate_results" in message["text"]
    assert "/tasks/judge" in message["text"]


def test_the_same_words_are_not_repeated_within_a_day(run_dag, settings, receiver):
    land_orders(settings, household="")
    # First by the gate itself, then by the task that is red for as long as the batch stands refused.
    run_dag(settings, "load_transactions")
    run_dag(settings, "load_transactions")
    receiver.posted.clear()

    assert run_dag(settings, "load_transactions")["require_accepted"][0] == "failed"

    assert receiver.posted == []
    assert [entry["is_repeated"] for entry in journal.read(settings, "alerted")] == [False, False, True]


def test_what_was_skipped_is_nobodys_business(run_dag, settings, receiver):
    settings.landing.mkdir(parents=True)
    assert run_dag(settings, "load_transactions")["judge"][0] == "skipped"
    assert receiver.posted == []


def test_a_fault_of_the_environment_is_told_once_all_tries_are_used_up(run_dag, settings, receiver, dags, monkeypatch):
    land_orders(settings, household="7")
    monkeypatch.setenv("SEGMART_LOCK_TIMEOUT_SECONDS", "0")
    # dag.test really sleeps between tries.
    for task in dags["load_transactions"].tasks:
        monkeypatch.setattr(task, "retries", 1)
        monkeypatch.setattr(task, "retry_delay", task.retry_delay / 300)
    with lock_held_elsewhere(settings):
        assert run_dag(settings, "load_transactions")["load"] == ("failed", 2)

    (first,) = receiver.posted
    assert first["text"].splitlines()[0] == "load_transactions.load failed"
    assert "try 2 of 2" in first["text"]
    assert "is held by" in first["text"]
    assert "load*: the log's last line says which lock" in first["text"]
    assert [row[:4] for row in task_runs(settings)][:2] == [
        ("load_transactions", "load", 1, "retried"),
        ("load_transactions", "load", 2, "failed"),
    ]


def test_a_task_whose_heartbeat_stopped_is_told_of_by_the_dag_processor(processor, receiver):
    processor.task_is_lost()

    (message,) = receiver.posted
    assert message["text"].splitlines()[0] == "build_marts.marts failed"
    assert "The task was lost" in message["text"]
    assert "Run asset_triggered__1, try 4 of 4." in message["text"]
    assert "the log names model or test" in message["text"]


def test_a_run_is_told_of_only_when_none_of_its_tasks_could(processor, receiver, dags, monkeypatch):
    from orchestration.airflow_alerts import tell_of_run

    monkeypatch.setattr(dags["build_marts"], "on_failure_callback", tell_of_run)
    processor.run_has_failed()
    assert [message["text"].splitlines()[0] for message in receiver.posted] == ["build_marts failed"]

    processor.run_has_failed()
    assert len(receiver.posted) == 1


def test_a_run_that_was_cleared_is_told_of_anew(settings, receiver, dags, monkeypatch):
    from orchestration.airflow_alerts import tell_of_run

    monkeypatch.setenv("SEGMART_HOME", str(settings.home))
    for count in (1, 2):
        # Airflow gives a run that it begins again another start.
        run = SimpleNamespace(start_date=datetime.now(UTC))
        tell_of_run({"dag": dags["build_marts"], "run_id": "r", "dag_run": run})
        tell_of_run({"dag": dags["build_marts"], "run_id": "r", "dag_run": run})
        assert len(receiver.posted) == count


def test_a_run_repeats_what_its_task_could_not_post(processor, receiver, dags, monkeypatch):
    from orchestration.airflow_alerts import tell_of_run

    monkeypatch.setattr(dags["build_marts"], "on_failure_callback", tell_of_run)
    receiver.answer = 500
    processor.task_is_lost()
    receiver.posted.clear()
    receiver.answer = 200

    processor.run_has_failed()
    processor.run_has_failed()

    (message,) = receiver.posted
    assert message["text"].splitlines()[0] == "build_marts failed"
    assert "marts: The task was lost" in message["text"]
    assert "no task could say why" not in message["text"]
    assert "the log names model or test" in message["text"]


def test_an_error_that_was_being_handled_is_not_taken_for_the_cause():
    from airflow.sdk.exceptions import AirflowFailException

    from orchestration.airflow_alerts import _sentence
    from warehouse.errors import Refused

    def raised(first, second):
        try:
            try:
                raise first
            except type(first):
                raise second from None
        except type(second) as error:
            return error

    assert _sentence(raised(Refused("A file is broken."), AirflowFailException("x")), None) == "A file is broken."
    assert _sentence(raised(KeyError("unrelated"), RuntimeError("It is this.")), None) == "RuntimeError: It is this."


@pytest.mark.parametrize(
    ("task_id", "expected"),
    [
        ("staging", ["- a **dbt** task"]),
        ("score", ["- a **dbt** task", "- a **gate**"]),
        ("publish", ["- **publish**"]),
        ("open_build", ["- a **dbt** task", "- a **gate**", "- **publish**"]),
    ],
)
def test_advice_is_what_the_dags_page_says_of_the_task(dags, task_id, expected):
    from orchestration.airflow_alerts import advice

    said = advice(dags["build_marts"].doc_md, task_id).splitlines()
    assert len(said) == len(expected)
    assert all(line.startswith(start) for line, start in zip(said, expected, strict=True))


def test_the_watch_tells_of_a_source_that_nobody_published(run_dag, settings, receiver):
    settings.home.mkdir()
    loaded = {"event": "loaded", "at": "2018-01-01T05:00:00+00:00", "source": "web", "rows": 40}
    settings.journal_file.write_text(json.dumps(loaded) + "\n")

    assert run_dag(settings, "watch_promises") == {"watch": ("success", 1)}
    assert run_dag(settings, "watch_promises") == {"watch": ("success", 1)}

    (message,) = receiver.posted
    assert message["text"].splitlines()[0] == "web is late"
    assert not settings.build_file.exists()
