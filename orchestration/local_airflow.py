"""A whole Airflow for one home, on this machine and for this machine: start it, look at it, stop it without a trace."""

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock

from orchestration.airflow_server import base_url, is_first_start, login, server_environment
from orchestration.component_logs import ComponentLogs
from orchestration.process_family import Family, end
from orchestration.server_health import require_free, unhealthy
from warehouse.errors import EnvironmentFault
from warehouse.settings import Settings

log = logging.getLogger(__name__)

# `airflow standalone` would start more workers than a laptop has room for, and serve logs on every network interface.
COMPONENTS = {
    "api-server": ["airflow", "api-server"],
    "scheduler": ["orchestration.airflow_scheduler", "scheduler", "--skip-serve-logs"],
    "dag-processor": ["airflow", "dag-processor"],
    "triggerer": ["airflow", "triggerer", "--skip-serve-logs"],
}
# The scheduler goes last: the first thing that its tasks do is to call the server.
_GROUPS = (("api-server", "dag-processor", "triggerer"), ("scheduler",))
_MARK = "SEGMART_LOCAL_AIRFLOW"
_SECONDS_TO_HEALTH = 300
_SECONDS_FOR_TASKS_TO_END = 20
_SECONDS_FOR_SERVER_TO_END = 5
_PAUSE_SECONDS = 0.5


@dataclass(frozen=True)
class LocalAirflow:
    """The Airflow of one home; ``overrides`` are variables that win over those of ``server_environment``."""

    settings: Settings
    overrides: Mapping[str, str] = field(default_factory=dict)

    @property
    def logs(self) -> ComponentLogs:
        """What the components write."""
        return ComponentLogs(self.settings.airflow_home / "server")

    @property
    def url(self) -> str:
        """Where the UI is, or was when it last ran."""
        return self._notes().get("url", base_url(self.settings))

    def environment(self) -> dict[str, str]:
        """Return the variables with which Airflow's command line speaks to this home."""
        return {**os.environ, **server_environment(self.settings), **self.overrides}

    def start(self) -> bool:
        """Start all components and wait until they are healthy; False when they run already.

        Raises
        ------
        EnvironmentFault
            When the port is taken, or a component does not come to health; nothing is left running then.
        """
        self.settings.airflow_home.mkdir(parents=True, exist_ok=True)
        with FileLock(self.settings.airflow_home / "start.lock"):
            if self.missing() == []:
                return False
            if self.stop():
                log.warning("Only a part of Airflow was running: that was stopped, and all of it is started anew.")
            require_free(self.settings.airflow_port)
            # Before the server makes one up itself and prints it into its log.
            login(self.settings)
            # Without a folder of extracts the first scheduled loads would be red.
            self.settings.landing.mkdir(exist_ok=True)
            try:
                self._prepare()
                self._launch()
            except BaseException:
                self.stop()
                raise
        return True

    def missing(self) -> list[str]:
        """Return the components that do not run."""
        living = {process.pid for process in self._family().members()}
        pids = self._notes().get("components", {})
        return [name for name in COMPONENTS if pids.get(name) not in living]

    def stop(self) -> int:
        """End all processes, tasks included, and return how many there were.

        A running task gets some seconds to finish. The API server goes last, or nobody could tell it that they did.
        """
        family = self._family()
        count = len(family.members())
        server = self._notes().get("components", {}).get("api-server")
        # A task that has to be killed is tried again after the next start, when its heartbeat has timed out.
        end(lambda: [member for member in family.members() if member.pid != server], _SECONDS_FOR_TASKS_TO_END)
        end(family.members, _SECONDS_FOR_SERVER_TO_END)
        self._notes_file.unlink(missing_ok=True)
        return count

    def _prepare(self) -> None:
        """Migrate the metadata in a process of its own, because Airflow reads its configuration once a process."""
        arguments = ["--unpause"] if is_first_start(self.settings) else []
        with self.logs.open("prepare") as output:
            finished = subprocess.run(
                [sys.executable, "-m", "orchestration.airflow_home", *arguments],
                env=self._marked_environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if finished.returncode:
            raise EnvironmentFault(f"Airflow's metadata could not be prepared: {self.logs.last_words('prepare')}")

    def _launch(self) -> None:
        notes = {"url": base_url(self.settings), "started_at": time.time(), "components": {}}
        environment = self._marked_environment()
        processes = {}
        for group in _GROUPS:
            for name in group:
                processes[name] = self._spawn(name, environment)
                notes["components"][name] = processes[name].pid
                self._notes_file.write_text(json.dumps(notes))
            self._wait_for_health(processes)

    def _marked_environment(self) -> dict[str, str]:
        """Return the variables of all that a start begins, by which a stop finds it, even while the start goes on."""
        return self.environment() | {
            _MARK: str(self.settings.airflow_home),
            # Or the titles that Airflow gives its processes would be written over the mark.
            "SPT_NOENV": "1",
        }

    def _spawn(self, name: str, environment: dict[str, str]) -> subprocess.Popen:
        with self.logs.open(name) as output:
            return subprocess.Popen(
                [sys.executable, "-m", *COMPONENTS[name]],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait_for_health(self, processes: dict[str, subprocess.Popen]) -> None:
        notes = self._notes()
        deadline = time.monotonic() + _SECONDS_TO_HEALTH
        while ill := processes.keys() & unhealthy(notes["url"], notes["started_at"]):
            for name, process in processes.items():
                if process.poll() is not None:
                    raise EnvironmentFault(f"Airflow's {name} ended while it started: {self.logs.last_words(name)}")
            if time.monotonic() > deadline:
                raise EnvironmentFault(
                    f"Airflow's {' and '.join(sorted(ill))} did not become healthy within {_SECONDS_TO_HEALTH} s. "
                    f"The logs are in {self.logs.folder}; free memory or processors and try again."
                )
            time.sleep(_PAUSE_SECONDS)

    def _family(self) -> Family:
        notes = self._notes()
        sessions = frozenset(notes.get("components", {}).values())
        return Family(_MARK, str(self.settings.airflow_home), sessions, notes.get("started_at", 0.0))

    @property
    def _notes_file(self) -> Path:
        return self.settings.airflow_home / "running.json"

    def _notes(self) -> dict:
        try:
            return json.loads(self._notes_file.read_text())
        except (FileNotFoundError, ValueError):
            return {}
