"""The nightly maintenance, run for real: what it removes of Airflow's own, and when it is skipped."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from warehouse.connection import build_connection

OLD = datetime.now(UTC) - timedelta(days=31)


@pytest.fixture
def home(settings):
    """A home with a build file, and with a log of Airflow's and one of dbt's that nobody needs any more."""
    with build_connection(settings, "test"):
        pass
    for log in (
        settings.airflow_home / "logs/dag_id=load_web/run_id=old/attempt=1.log",
        settings.dbt_target / "logs/dbt.log.1",
    ):
        log.parent.mkdir(parents=True)
        log.write_text("said long ago")
        os.utime(log, (OLD.timestamp(), OLD.timestamp()))
    return settings


@pytest.fixture
def session(dags):
    from airflow.utils.session import create_session

    with create_session() as session:
        yield session


def states(outcome):
    return {task: state for task, (state, _) in outcome.items()}


def test_a_night(home, run_dag):
    assert states(run_dag(home, "maintain_warehouse")) == {
        "remove_old": "success",
        "remove_airflows_old": "success",
        "compact": "skipped",
    }
    assert list((home.airflow_home / "logs").rglob("*")) == []
    assert list((home.dbt_target / "logs").iterdir()) == []


def test_before_the_first_load_there_is_nothing_to_do(settings, run_dag):
    assert states(run_dag(settings, "maintain_warehouse")) == {
        "remove_old": "skipped",
        "remove_airflows_old": "success",
        "compact": "skipped",
    }
    assert not settings.build_file.exists()


def test_airflows_metadata_of_old_runs_goes(home, run_dag, session, monkeypatch):
    from airflow.models.dagrun import DagRun
    from airflow.models.log import Log
    from airflow.models.taskinstance import TaskInstance
    from sqlalchemy import func, select, update

    def count(model, *conditions):
        session.expire_all()
        return session.scalar(select(func.count()).select_from(model).where(*conditions))

    run_dag(home, "maintain_warehouse")
    of_ours = DagRun.dag_id == "maintain_warehouse"
    session.execute(update(DagRun).where(of_ours).values(start_date=OLD))
    session.add(Log(event="something old"))
    session.flush()
    session.execute(update(Log).where(Log.event == "something old").values(dttm=OLD))
    old_runs = session.scalars(select(DagRun.run_id).where(of_ours)).all()
    session.commit()

    # The test session's database is not the home's own.
    monkeypatch.setenv("SEGMART_AIRFLOW_DATABASE", os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"])
    assert states(run_dag(home, "maintain_warehouse"))["remove_airflows_old"] == "success"

    assert count(DagRun, of_ours, DagRun.run_id.in_(old_runs)) == 0
    assert count(TaskInstance, TaskInstance.run_id.in_(old_runs)) == 0
    assert count(Log, Log.event == "something old") == 0
    assert count(DagRun, of_ours) == 1


def test_a_metadata_database_that_does_not_answer(home):
    from orchestration.airflow_upkeep import prune_airflow
    from warehouse.errors import EnvironmentFault
    from warehouse.settings import Settings

    lost = f"sqlite:///{home.home}/no/such/folder/airflow.db"
    with pytest.raises(EnvironmentFault, match=r"Airflow's metadata could not be cleaned: .*Check that its database"):
        prune_airflow(Settings(home=home.home, airflow_database=lost, _env_file=None))
