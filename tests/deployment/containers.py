"""Services of docker-compose.yml without a container engine: their commands, as processes of this machine."""

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from orchestration.process_family import Family, end
from tests.deployment.deployment_files import SERVICES, environment_of, interpolated

_MARK = "SEGMART_TEST_OF_COMPOSE"
_GRACE_SECONDS = 60
_SECONDS_TO_HEALTH = 300


@dataclass
class Containers:
    """Runs services with their own command and environment; what differs is where paths and host names point to.

    ``variables`` are those of ``.env``, ``places`` replaces texts, and ``changes`` wins over the services' environment.
    """

    folder: Path
    variables: dict[str, str]
    places: dict[str, str]
    changes: dict[str, str]
    running: dict[str, subprocess.Popen] = field(default_factory=dict)

    def run(self, name: str) -> str:
        """Run a service that ends, and return what it printed."""
        service = self._service(name)
        finished = subprocess.run(
            service["command"], capture_output=True, text=True, check=False, timeout=300, **self._context(name)
        )
        assert finished.returncode == 0, finished.stdout + finished.stderr
        return finished.stdout

    def start(self, name: str) -> None:
        """Start a service that stays."""
        with self._log(name).open("wb") as output:
            self.running[name] = subprocess.Popen(
                self._service(name)["command"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self._context(name),
            )

    def wait_until_healthy(self, *names: str) -> None:
        """Ask the services' own health checks, side by side, until all say yes."""
        deadline = time.monotonic() + _SECONDS_TO_HEALTH
        while names := self._unhealthy(names):
            for name, process in self.running.items():
                assert process.poll() is None, f"{name} ended: {self._last_words(name)}"
            assert time.monotonic() < deadline, f"{names[0]} is not healthy: {self._last_words(names[0])}"
            time.sleep(0.5)

    def _unhealthy(self, names: Iterable[str]) -> list[str]:
        checks = {
            name: subprocess.Popen(
                self._service(name)["healthcheck"]["test"][1:],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                **self._context(name),
            )
            for name in names
        }
        return [name for name, check in checks.items() if check.wait(timeout=120)]

    def stop(self) -> list[str]:
        """End each service as an engine does, by TERM to its first process; return the names of those that do not."""
        for process in self.running.values():
            process.terminate()
        slow = []
        for name, process in self.running.items():
            try:
                process.wait(_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                slow.append(name)
        return slow

    def left_over(self) -> list[psutil.Process]:
        """Return the processes of all services that still live."""
        return self._family().members()

    def end_all(self) -> None:
        """Leave nothing behind."""
        end(self.left_over, 5)

    def _family(self) -> Family:
        return Family(_MARK, str(self.folder), frozenset(process.pid for process in self.running.values()))

    def _service(self, name: str) -> dict:
        return self._placed(interpolated(SERVICES[name], self.variables))

    def _placed(self, node):
        if isinstance(node, dict):
            return {key: self._placed(value) for key, value in node.items()}
        if isinstance(node, list):
            return [self._placed(value) for value in node]
        if isinstance(node, str):
            for there, here in self.places.items():
                node = node.replace(there, here)
        return node

    def _context(self, name: str) -> dict:
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(("AIRFLOW", "SEGMART"))}
        path = f"{Path(sys.executable).parent}{os.pathsep}{inherited['PATH']}"
        environment = self._placed(environment_of(SERVICES[name], self.variables))
        # Or the titles that Airflow gives its processes would be written over the mark.
        ours = {"PATH": path, _MARK: str(self.folder), "SPT_NOENV": "1"}
        # In a folder of its own, because a developer's .env lies in the repository.
        return {"env": inherited | ours | environment | self.changes, "cwd": self.folder}

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def _last_words(self, name: str) -> str:
        return self._log(name).read_text()[-3000:]
