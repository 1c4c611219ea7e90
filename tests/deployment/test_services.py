"""Each service's command, taken out of docker-compose.yml, run for real against a real PostgreSQL."""

import json
import time
import urllib.request

import pytest

from tests.deployment.conftest import free_port
from tests.deployment.containers import Containers
from tests.deployment.deployment_files import AIRFLOW_SERVICES, ONE_SHOT, made_up_secrets
from warehouse.settings import REPOSITORY

DAGS = {path.stem for path in (REPOSITORY / "dags").glob("*.py")}


@pytest.fixture
def api_port() -> int:
    return free_port()


@pytest.fixture
def containers(postgres, api_port, tmp_path):
    home = tmp_path / "data"
    (home / "landing").mkdir(parents=True)
    places = {
        "/data": str(home),
        "/opt/segmart": str(REPOSITORY),
        "@postgres:5432/": f"@127.0.0.1:{postgres.port}/",
        "http://api-server:8080/": f"http://127.0.0.1:{api_port}/",
        "http://localhost:8080/": f"http://127.0.0.1:{api_port}/",
    }
    variables = made_up_secrets() | {"POSTGRES_PASSWORD": postgres.password}
    changes = {
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(api_port),
        # One DAG is run; all at once would only take longer.
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
    }
    containers = Containers(tmp_path, variables, places, changes)
    yield containers
    containers.end_all()


class Api:
    """Airflow's public API, as the administrator of ``.env`` uses it."""

    def __init__(self, port: int, password: str):
        self.base = f"http://127.0.0.1:{port}"
        self.token = ""
        login = {"username": "admin", "password": password}
        self.token = self._ask("/auth/token", login)["access_token"]

    def get(self, path: str) -> dict:
        return self._ask(f"/api/v2{path}")

    def unpause(self, dag_id: str) -> None:
        self._ask(f"/api/v2/dags/{dag_id}", {"is_paused": False}, "PATCH")

    def _ask(self, path: str, body: dict | None = None, method: str | None = None) -> dict:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


def eventually(look, what: str, seconds: float = 300):
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.5)
    return found


@pytest.mark.filterwarnings("ignore:XDG_RUNTIME_DIR")
def test_the_services_work_together_and_leave_nothing_behind(containers, api_port):
    containers.run("migrate")
    services = [name for name in AIRFLOW_SERVICES if name not in ONE_SHOT]
    for name in services:
        containers.start(name)
    containers.wait_until_healthy("api-server")
    containers.wait_until_healthy(*services)

    api = Api(api_port, containers.variables["AIRFLOW_ADMIN_PASSWORD"])
    assert api.get("/pools/warehouse")["slots"] == 1
    eventually(lambda: {dag["dag_id"] for dag in api.get("/dags")["dags"]} == DAGS, f"the DAGs {DAGS}")
    assert api.get("/importErrors")["import_errors"] == []

    # A task needs the database, the API's address and the secret of its token: all that containers have in common.
    api.unpause("load_crm")
    (run,) = eventually(lambda: finished_runs(api, "load_crm"), "a finished run")
    assert run["state"] == "success"

    assert containers.stop() == []
    assert containers.left_over() == []


def finished_runs(api: Api, dag_id: str) -> list[dict]:
    runs = api.get(f"/dags/{dag_id}/dagRuns")["dag_runs"]
    return [run for run in runs if run["state"] in ("success", "failed")]
