"""`make up` and `make down` where they can do nothing, or only half: one sentence, the right status, nothing left."""

import json
import os
import socket
import stat
import subprocess
import sys
from dataclasses import replace

import pytest

from orchestration.airflow_server import login, server_environment
from orchestration.local_airflow import LocalAirflow
from orchestration.server_health import require_free
from warehouse.errors import EnvironmentFault
from warehouse.settings import REPOSITORY


def script(airflow: LocalAirflow, *arguments: str) -> tuple[int, str]:
    settings = airflow.settings
    variables = {"SEGMART_HOME": str(settings.home), "SEGMART_AIRFLOW_PORT": str(settings.airflow_port)}
    done = subprocess.run(
        [sys.executable, REPOSITORY / "scripts" / "local_airflow.py", *arguments],
        env={**os.environ, **variables},
        cwd=settings.home.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_down_when_nothing_runs(new_airflow):
    assert script(new_airflow, "down") == (0, f"No Airflow runs for {new_airflow.settings.home}.\n")


def test_a_taken_port_is_named(new_airflow):
    port = new_airflow.settings.airflow_port
    with socket.create_server(("127.0.0.1", port)):
        status, said = script(new_airflow, "up")
    assert status == 3
    assert f"Port {port} cannot be used" in said.splitlines()[-1]
    assert "SEGMART_AIRFLOW_PORT" in said.splitlines()[-1]


def test_a_wrong_word(new_airflow):
    status, said = script(new_airflow, "upp")
    assert status == 2
    assert "`up`, `down`" in said


def test_a_component_that_cannot_start_takes_the_others_down(new_airflow):
    broken = replace(new_airflow, overrides={"AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES": "many"})

    with pytest.raises(EnvironmentFault, match=r"dag-processor ended while it started: .*dag-processor.log"):
        broken.start()

    assert set(broken.missing()) == {"api-server", "scheduler", "dag-processor", "triggerer"}
    assert broken.stop() == 0
    require_free(broken.settings.airflow_port)


def test_metadata_that_cannot_be_prepared_starts_nothing(new_airflow):
    broken = replace(
        new_airflow, overrides={"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "sqlite:////proc/no/such/airflow.db"}
    )
    with pytest.raises(EnvironmentFault, match=r"metadata could not be prepared: .*prepare.log"):
        broken.start()
    assert broken.stop() == 0


def test_secrets_are_made_once_and_for_the_owner_alone(new_airflow):
    settings = new_airflow.settings
    first, entry = server_environment(settings), login(settings)

    assert server_environment(settings) == first
    assert login(settings) == entry
    for file in ("secrets.json", "passwords.json"):
        path = settings.airflow_home / file
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    keys = json.loads((settings.airflow_home / "secrets.json").read_text()).values()
    assert len(set(keys)) == 3


def test_up_twice_says_where_it_runs_and_how_to_come_in(live):
    status, said = script(live.airflow, "up")
    assert status == 0
    assert f"was up already: {live.airflow.url}\n" in said
    assert f"admin / {login(live.settings).password}" in said
