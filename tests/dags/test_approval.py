"""A drastic model waits for a person in Airflow: yes promotes it and wakes the build, no keeps the champion.

The champion was trained on the planted shop's first half of the year, the new model on all of it: most customers move.
"""

import threading
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from ml_tasks.segmentation.keeping.by_hand import promote_model, roll_back_model
from ml_tasks.segmentation.keeping.model_cards import list_models, show_model
from orchestration import pipeline, training
from tests.planted_shop import land
from warehouse import cli
from warehouse.cli import console
from warehouse.connection import build_connection
from warehouse.settings import Settings

SUMMER, NEW_YEAR, LATER = datetime(2017, 7, 1), datetime(2018, 1, 1), datetime(2018, 1, 3)


@pytest.fixture(scope="module")
def home(tmp_path_factory, planted_shop) -> Settings:
    """A home whose champion was trained in summer, with all that came since."""
    settings = Settings(home=tmp_path_factory.mktemp("home"), pii_key="a key for tests", _env_file=None)
    land(planted_shop, settings.landing)
    pipeline.load_all(settings, [])
    assert training.train(settings, SUMMER).promoted
    return settings


class Person(threading.Thread):
    """Somebody who answers the next question of ``train_segments``; ``asked`` is its subject and its text."""

    def __init__(self, answer) -> None:
        super().__init__(daemon=True)
        self.answer, self.asked, self.may_go = answer, None, threading.Event()

    def run(self) -> None:
        from airflow.utils.session import create_session

        while self.asked is None and not self.may_go.wait(0.3):
            with create_session() as session:
                waiting = _waiting(session)
                if waiting is None:
                    continue
                self.asked = (waiting.hitl_detail.subject, waiting.hitl_detail.body)
                try:
                    self.answer(waiting, session)
                except BaseException:
                    # dag.test waits for ever for an answer that does not come.
                    waiting.state = "failed"
                    raise


def _waiting(session):
    from airflow.models.taskinstance import TaskInstance
    from sqlalchemy import select
    from sqlalchemy.orm import joinedload

    return session.scalar(
        select(TaskInstance)
        .where(TaskInstance.dag_id == "train_segments", TaskInstance.state == "awaiting_input")
        .options(joinedload(TaskInstance.hitl_detail))
    )


def _say(option: str):
    """Answer through the function behind Airflow's API."""

    def answer(waiting, session) -> None:
        from airflow.api_fastapi.core_api.datamodels.hitl import UpdateHITLDetailPayload
        from airflow.api_fastapi.core_api.routes.public.hitl import update_hitl_detail

        update_hitl_detail(
            waiting.dag_id,
            waiting.run_id,
            waiting.task_id,
            UpdateHITLDetailPayload(chosen_options=[option], params_input={}),
            user=SimpleNamespace(get_id=lambda: "1", get_name=lambda: "a manager"),
            session=session,
        )

    return answer


def _let_the_time_pass(waiting, session) -> None:
    """Do as the scheduler does when the three days are over."""
    from airflow.jobs.job import Job
    from airflow.jobs.scheduler_job_runner import SchedulerJobRunner

    left = waiting.trigger_timeout - waiting.start_date
    assert timedelta(days=2.9) < left < timedelta(days=3.1)
    waiting.trigger_timeout -= left
    session.flush()
    SchedulerJobRunner(job=Job()).check_awaiting_input_timeouts(session=session)


def _train(run_dag, home: Settings, answer) -> tuple[dict[str, str], tuple[str, str]]:
    """Run ``train_segments`` while somebody answers; return each task's state, and what was asked."""
    person = Person(answer)
    person.start()
    try:
        outcome = run_dag(home, "train_segments", as_of=f"{NEW_YEAR:%Y-%m-%dT%H:%M:%SZ}")
    finally:
        person.may_go.set()
        person.join(timeout=10)
    return {task: state for task, (state, _) in outcome.items()}, person.asked


def _rows(home: Settings, sql: str) -> list[tuple]:
    with build_connection(home, "test") as connection:
        return connection.execute(sql).fetchall()


def _decisions(home: Settings) -> list[tuple]:
    return _rows(home, "select split_part(model_version, '-', 1), action from ml.model_promotions order by number")


class TestADrasticModel:
    """In this order: each test stands on what the one before it left in the home."""

    def test_after_a_no_the_champion_stays_and_no_build_is_woken(self, home, run_dag):
        states, (subject, shown) = _train(run_dag, home, _say("Reject"))
        assert states == {"impute": "success", "train": "success", "approve": "success", "promote": "skipped"}
        champions, (proposed, champion) = list_models(home)
        assert champions == {"main": champion["model_version"]}
        assert subject == f"Let segmentation model {proposed['model_version']} take over?"
        assert "of the customers, with " in shown
        assert "| from | to | customers | net spend (USD) |" in shown
        most = show_model(home, proposed["model_version"])["moves"][0]
        assert f"| {most['customer_count']:,} | {most['net_spend_usd']:,.0f} |" in shown
        assert _decisions(home) == [("20170701", "promoted"), ("20180101", "waits"), ("20180101", "withdrawn")]
        assert _rows(home, "select reason from ml.model_promotions order by number desc limit 1") == [
            ("Somebody said no in Airflow.",)
        ]

    def test_who_does_not_answer_in_time_has_said_no(self, home, run_dag):
        states, _ = _train(run_dag, home, _let_the_time_pass)
        assert states == {"impute": "success", "train": "success", "approve": "success", "promote": "skipped"}
        assert _decisions(home)[3:] == [("20180101", "waits"), ("20180101", "withdrawn")]
        assert _rows(home, "select reason from ml.model_promotions order by number desc limit 1") == [
            ("Nobody answered in Airflow in time.",)
        ]

    def test_after_a_yes_the_model_scores_the_next_build(self, home, run_dag):
        states, _ = _train(run_dag, home, _say("Approve"))
        assert states == {"impute": "success", "train": "success", "approve": "success", "promote": "success"}
        assert _decisions(home)[5:] == [("20180101", "waits"), ("20180101", "promoted")]
        pipeline.build(home, NEW_YEAR)
        champion = list_models(home)[0]["main"]
        assert champion.startswith("20180101-")
        assert _rows(home, "select distinct model_version from segments.customer_segments") == [(champion,)]

    def test_a_rollback_brings_back_all_that_people_read(self, home):
        pipeline.build(home, LATER)
        before = _what_people_read(home)
        report = training.train(home, LATER)
        if not report.promoted:
            promote_model(home, report.proposed_version, "for the test")
        pipeline.build(home, LATER)
        assert _what_people_read(home)["customer_segments"] != before["customer_segments"]
        roll_back_model(home, "nobody understood it")
        pipeline.build(home, LATER)
        now = _what_people_read(home)
        assert now.keys() == before.keys()
        for table, rows in before.items():
            assert now[table] == rows, table

    def test_shuffled_features_are_refused_by_the_gate(self, home, monkeypatch, capsys):
        champion = list_models(home)[0]["main"]
        _shuffle(home)
        monkeypatch.setenv("SEGMART_HOME", str(home.home))
        monkeypatch.setenv("SEGMART_PII_KEY", "a key for tests")
        assert cli.run(["train", "--as-of", f"{LATER:%Y-%m-%d}"]) == 0
        console.stop_logging()
        assert capsys.readouterr().out.startswith("refused: The segmentation is natural or useful. Observed: ")
        assert list_models(home)[0]["main"] == champion
        ((observed,),) = _rows(
            home,
            "select observed from ops.gate_results where gate = 'promotion' and severity = 'block' and not is_met "
            "and expectation = 'The segmentation is natural or useful.'",
        )
        assert "no number of segments" in observed
        assert _decisions(home)[-1][1] == "refused"


def _what_people_read(home: Settings) -> dict[str, list[tuple]]:
    """Every row of the segments schema but for the numbers of builds, and for the tables that tell of models.

    Numbers to nine digits: in which order threads add up decides the last of them.
    """
    with build_connection(home, "test") as connection:
        tables = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'segments' "
            "and table_name not in ('segment_models', 'segment_lineage')"
        ).fetchall()
        return {
            table: sorted(
                repr([float(f"{value:.9g}") if isinstance(value, float) else value for value in row])
                for row in connection.execute(
                    f"select columns(lambda name: name <> 'build_id') from segments.{table}"
                ).fetchall()
            )
            for (table,) in tables
        }


def _shuffle(home: Settings) -> None:
    """Give each customer a chimera of others' features: every column for itself is as it was."""
    with build_connection(home, "test") as connection:
        columns = connection.execute(
            "select column_name from duckdb_columns() where schema_name = 'marts' and table_name = 'customer_features' "
            "and column_name not in ('customer_id', 'as_of')"
        ).fetchall()
        frame = connection.execute("from marts.customer_features").df()
        for seed, (column,) in enumerate(columns):
            frame[column] = frame[column].sample(frac=1, random_state=seed).to_numpy()
        connection.register("frame", frame)
        connection.execute("truncate marts.customer_features")
        connection.execute("insert into marts.customer_features by name from frame")
