"""Prune what Airflow keeps of runs: logs of tasks, and the rows of its metadata database.

A task may not open the metadata database: Airflow hides its address from tasks, and so from whatever they start.
Therefore its own command line is started with the address that our settings know.
"""

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC
from pathlib import Path

from orchestration.airflow_home import airflow_environment
from warehouse.errors import EnvironmentFault
from warehouse.maintenance import retention_ends
from warehouse.old_files import Removal, remove_files
from warehouse.settings import Settings

# What grows with every run. Not among them is `dag`, which knows for one whether a DAG is paused.
_TABLES = (
    *("asset_event", "callback", "dag_run", "dag_version", "deadline", "import_error", "job", "log", "revoked_token"),
    *("task_instance", "trigger", "xcom"),
)
_FOUND = re.compile(r"^Found (\d+) rows meeting deletion criteria", re.MULTILINE)
_HIDDEN = ("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "AIRFLOW__CORE__SQL_ALCHEMY_CONN", "_AIRFLOW")
_SERVER_LOG_BYTES = 10_000_000
_SECONDS = 900


def prune_airflow(settings: Settings) -> list[Removal]:
    """Remove logs and metadata of runs that are older than ``log_retention_days``; nothing where no Airflow was.

    Raises
    ------
    EnvironmentFault
        When the metadata database cannot be cleaned.
    """
    before = retention_ends(settings.log_retention_days)
    removals = [
        remove_files("Airflow's logs of tasks", settings.airflow_home / "logs", before),
        _cut_server_logs(settings.airflow_home / "server"),
    ]
    if settings.airflow_database or (settings.airflow_home / "airflow.db").exists():
        timestamp = before.replace(tzinfo=UTC).isoformat(timespec="seconds")
        removals.append(Removal("rows of Airflow's metadata", _clean_metadata(settings, timestamp)))
    return removals


def _clean_metadata(settings: Settings, timestamp: str) -> int:
    command = [sys.executable, "-m", "airflow", "db", "clean", "--clean-before-timestamp", timestamp]
    command += ["--tables", ",".join(_TABLES), "--skip-archive", "--yes", "--error-on-cleanup-failure"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_HIDDEN)}
    try:
        finished = subprocess.run(
            command,
            env=environment | airflow_environment(settings),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise EnvironmentFault(
            f"Airflow's metadata could not be cleaned within {_SECONDS} s. Run `segmart maintain` when less goes on."
        ) from None
    if finished.returncode:
        lines = finished.stderr.strip().splitlines() or finished.stdout.strip().splitlines() or ["it said nothing"]
        raise EnvironmentFault(
            f"Airflow's metadata could not be cleaned: {lines[-1].strip().rstrip('.')}. Check that its database is up "
            "and of this Airflow's version, and run `segmart maintain` again."
        )
    return sum(map(int, _FOUND.findall(finished.stdout)))


def _cut_server_logs(folder: Path) -> Removal:
    """Move what a local server has written aside, once it is long; the component goes on writing at the beginning."""
    count, byte_count = 0, 0
    for log in sorted(folder.glob("*.log")):
        size = log.stat().st_size
        if size > _SERVER_LOG_BYTES:
            earlier = log.with_suffix(".log.1")
            byte_count += earlier.stat().st_size if earlier.exists() else 0
            shutil.copyfile(log, earlier)
            os.truncate(log, 0)
            count += 1
    return Removal("Airflow's server logs that were too long", count, byte_count)
