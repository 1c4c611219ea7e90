"""What a test does to a running Airflow, and what it shows when the wished-for did not happen."""

import json
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from orchestration.airflow_server import login
from orchestration.local_airflow import LocalAirflow
from warehouse import journal
from warehouse.settings import Settings

_BOUND_SECONDS = 600
_PAUSE_SECONDS = 0.5
_OVER = {"success", "failed"}


@dataclass
class LiveAirflow:
    """One home's running Airflow, through its REST API and its command line, and the folder that it loads from."""

    airflow: LocalAirflow
    extracts: Path
    _token: str = field(default="", init=False, repr=False)

    @property
    def settings(self) -> Settings:
        return self.airflow.settings

    def land(self, pattern: str) -> int:
        """Copy those of the planted shop's files that match into the landing folder; return how many."""
        found = [path for path in sorted(self.extracts.glob(pattern)) if path.is_file()]
        assert found, f"no extract matches {pattern}"
        for path in found:
            target = self.settings.landing / path.relative_to(self.extracts)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
        return len(found)

    def call(self, method: str, path: str, body: dict | None = None) -> Any:
        """Call the REST API; ``path`` is relative to ``/api/v2``."""
        if not self._token:
            entry = login(self.settings)
            answer = self._send("POST", "/auth/token", {"username": entry.user, "password": entry.password})
            self._token = answer["access_token"]
        return self._send(method, f"/api/v2/{path}", body)

    def _send(self, method: str, path: str, body: dict | None) -> Any:
        request = urllib.request.Request(f"{self.airflow.url}{path}", method=method)
        request.add_header("Content-Type", "application/json")
        request.add_header("Authorization", f"Bearer {self._token}")
        data = None if body is None else json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, data=data, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read().decode()}") from error

    def cli(self, *arguments: str) -> str:
        """Run Airflow's command line in this home and return its standard output."""
        command = [sys.executable, "-m", "airflow", *arguments]
        done = subprocess.run(
            command, env=self.airflow.environment(), capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, f"{' '.join(arguments)}: {done.stdout}{done.stderr}"
        return done.stdout

    def unpause(self, *dag_ids: str) -> None:
        """Let the scheduler start these DAGs; one with a cron schedule runs for its latest interval at once."""
        for dag_id in dag_ids:
            self.wait_until(f"{dag_id} is known", lambda dag_id=dag_id: dag_id in self.dags())
            self.call("PATCH", f"dags/{dag_id}", {"is_paused": False})

    def dags(self) -> set[str]:
        return {dag["dag_id"] for dag in self.call("GET", "dags")["dags"]}

    def trigger(self, dag_id: str, **conf: Any) -> str:
        """Start a run by hand and return its id."""
        return self.call("POST", f"dags/{dag_id}/dagRuns", {"logical_date": None, "conf": conf})["dag_run_id"]

    def runs(self, dag_id: str, *, after: datetime | None = None) -> list[dict]:
        """Return the runs of a DAG that were queued after a moment, or all, oldest first."""
        found = self.call("GET", f"dags/{dag_id}/dagRuns?order_by=run_after&limit=100")["dag_runs"]
        return [run for run in found if after is None or datetime.fromisoformat(run["queued_at"]) > after]

    def tasks(self, dag_id: str, run_id: str) -> dict[str, dict]:
        """Return a run's task instances by task id, with ``state``, ``try_number``, ``pid`` and the rest."""
        found = self.call("GET", f"dags/{dag_id}/dagRuns/{run_id}/taskInstances?limit=100")["task_instances"]
        return {task["task_id"]: task for task in found}

    def wait_for_run(self, dag_id: str, state: str = "success", *, after: datetime | None = None) -> dict:
        """Wait until a run that was queued after a moment (any, if none is given) has ended, and ended like that."""

        def ended() -> dict | None:
            return next((run for run in self.runs(dag_id, after=after) if run["state"] in _OVER), None)

        run = self.wait_until(f"a run of {dag_id} has ended", ended)
        assert run["state"] == state, f"{dag_id}: {run['dag_run_id']} is {run['state']}, not {state}\n{self.story()}"
        return run

    def wait_for_publication(self, what: str, holds: Callable[[], Any]) -> None:
        """Wait until something holds of what readers see; a run that fails meanwhile ends the waiting."""

        def is_seen() -> bool:
            failed = [
                run["dag_run_id"] for dag_id in self.dags() for run in self.runs(dag_id) if run["state"] == "failed"
            ]
            assert not failed, f"{failed} failed, so there is no hope of {what}\n{self.story()}"
            return journal.last(self.settings, "published") is not None and bool(holds())

        self.wait_until(what, is_seen)

    def at_work(self, dag_id: str, task_id: str) -> dict | None:
        """Return the instance of a task that runs just now, with its ``pid``."""
        for run in self.runs(dag_id):
            task = self.tasks(dag_id, run["dag_run_id"]).get(task_id)
            if task and task["state"] == "running" and task["pid"]:
                return task
        return None

    def wait_until(self, what: str, holds: Callable[[], Any]) -> Any:
        """Wait until something holds and return it; after a bound, fail with the story so far."""
        deadline = time.monotonic() + _BOUND_SECONDS
        while not (found := holds()):
            assert time.monotonic() < deadline, f"not within {_BOUND_SECONDS} s: {what}\n{self.story()}"
            time.sleep(_PAUSE_SECONDS)
        return found

    def log_of(self, dag_id: str, run_id: str, task_id: str, try_number: int = 1) -> list[dict]:
        """Return the lines of a task's log as the UI shows them."""
        path = f"dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/logs/{try_number}"
        return self.call("GET", path)["content"]

    def story(self) -> str:
        """Tell what every run did, why tasks failed, and what the components complained of."""
        lines = []
        for dag_id in sorted(self.dags()):
            for run in self.runs(dag_id):
                lines.append(f"{dag_id} {run['dag_run_id']}: {run['state']}")
                for task_id, task in self.tasks(dag_id, run["dag_run_id"]).items():
                    lines.append(f"  {task_id}: {task['state']}, try {task['try_number']}")
                    if task["state"] in ("failed", "up_for_retry"):
                        said = self.log_of(dag_id, run["dag_run_id"], task_id, task["try_number"])
                        lines += [f"    {reason}" for line in said for reason in _reasons(line)]
        for path in sorted(self.airflow.logs.folder.glob("*.log")):
            complaints = [line for line in path.read_text(errors="replace").splitlines() if "[error" in line]
            lines += [f"{path.name}: {line[:300]}" for line in complaints[-5:]]
        return "\n".join(lines)


def _reasons(line: dict) -> list[str]:
    if "error_detail" in line:
        return [f"{error['exc_type']}: {error['exc_value']}" for error in line["error_detail"]]
    return [line["event"]] if line.get("level") in ("warning", "error", "critical") else []


def now() -> datetime:
    return datetime.now(UTC)
