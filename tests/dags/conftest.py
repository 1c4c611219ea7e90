"""One Airflow metadata database and one DagBag for the whole test run; each home is a test's own."""

import os

import pytest

from orchestration.airflow_home import prepare_airflow
from warehouse.settings import REPOSITORY, Settings


@pytest.fixture(scope="session")
def dags(tmp_path_factory):
    before = dict(os.environ)
    prepare_airflow(Settings(home=tmp_path_factory.mktemp("airflow"), pii_key="tests", _env_file=None))
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(str(REPOSITORY / "dags"))
    assert bag.import_errors == {}
    yield bag.dags
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def run_dag(dags, monkeypatch):
    """Run a DAG in a home, and return {task: (state, tries)}."""

    def run(settings: Settings, dag_id: str, **params) -> dict[str, tuple[str, int]]:
        monkeypatch.setenv("SEGMART_HOME", str(settings.home))
        monkeypatch.setenv("SEGMART_PII_KEY", "a key for tests")
        dag = dags[dag_id]
        # Said every time: in one process, what a run was asked for is what the DAG's next runs take for their default.
        asked = {name: None for name in dag.params if name == "as_of"} | params
        run = dag.test(run_conf=asked or None)
        return {task.task_id: (str(task.state), task.try_number) for task in run.get_task_instances()}

    return run
