"""A local Airflow as `make up` starts it, for all tests of this folder; the last of them stops it.

Its DAGs are paused until a test lets them run, so that a test knows what is under way.
"""

import contextlib
import socket

import pytest

from orchestration.local_airflow import LocalAirflow
from tests.scheduler.live_airflow import LiveAirflow
from warehouse.settings import Settings

KEY = "a key for tests"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def new_airflow(tmp_path) -> LocalAirflow:
    """The Airflow of an empty home, not started."""
    airflow = LocalAirflow(Settings(home=tmp_path / "home", airflow_port=free_port(), pii_key=KEY, _env_file=None))
    yield airflow
    airflow.stop()


@pytest.fixture(scope="session")
def live(tmp_path_factory, planted_shop) -> LiveAirflow:
    """A running Airflow, with a client to it and the planted shop's extracts to land."""
    folder = tmp_path_factory.mktemp("scheduler")
    settings = Settings(home=folder / "home", airflow_port=free_port(), pii_key=KEY, _env_file=None)
    overrides = {
        "SEGMART_PII_KEY": KEY,
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
        # A killed worker is missed sooner than in a real deployment.
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "15",
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "2",
    }
    airflow = LocalAirflow(settings, overrides)
    # A .env of the developer's is none of the tests' business.
    with contextlib.chdir(folder):
        airflow.start()
    yield LiveAirflow(airflow, planted_shop)
    airflow.stop()
