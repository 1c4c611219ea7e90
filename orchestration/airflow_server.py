"""What Airflow's servers of one home must know beyond ``airflow_home``: address, login, secrets, limits."""

import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path

from orchestration.airflow_home import airflow_environment
from warehouse.settings import Settings

HOST = "127.0.0.1"

_USER = "admin"
_HEARTBEAT_TIMEOUT_SECONDS = 30
_PARALLELISM = 4


@dataclass(frozen=True)
class Login:
    """Who may come in, and where the password is kept."""

    user: str
    password: str
    kept_in: Path


def base_url(settings: Settings) -> str:
    """Where the UI and the REST API are."""
    return f"http://{HOST}:{settings.airflow_port}"


def server_environment(settings: Settings) -> dict[str, str]:
    """Return the variables of the servers, of their tasks, and of Airflow's command line beside them."""
    keys = _secrets(settings)
    return airflow_environment(settings) | {
        "AIRFLOW__API__HOST": HOST,
        "AIRFLOW__API__PORT": str(settings.airflow_port),
        "AIRFLOW__API__BASE_URL": base_url(settings),
        "AIRFLOW__API__INSTANCE_NAME": "Segmart",
        "AIRFLOW__API__SECRET_KEY": keys["api"],
        "AIRFLOW__API_AUTH__JWT_SECRET": keys["jwt"],
        "AIRFLOW__CORE__FERNET_KEY": keys["fernet"],
        "AIRFLOW__CORE__PARALLELISM": str(_PARALLELISM),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{_USER}:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(_password_file(settings)),
        # Our own progress shows in the logs of tasks; what lineage is sent by, which would be told each time, does not.
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "INFO",
        "OPENLINEAGE_CLIENT_LOGGING": "WARNING",
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": str(_HEARTBEAT_TIMEOUT_SECONDS),
        # Each log of a task would carry what dbt leaves to the system at its end, as an error, and what Airflow's own
        # libraries deprecate in each other.
        "PYTHONWARNINGS": "ignore:resource_tracker,ignore:The `airflow.",
    }


def is_first_start(settings: Settings) -> bool:
    """Say whether no server has run in this home yet."""
    return not _secrets_file(settings).exists()


def login(settings: Settings) -> Login:
    """Return the administrator's login; the password is made up at the first call and stays."""
    kept_in = _password_file(settings)
    return Login(_USER, _kept(kept_in, lambda: {_USER: secrets.token_urlsafe(12)})[_USER], kept_in)


def _password_file(settings: Settings) -> Path:
    return settings.airflow_home / "passwords.json"


def _secrets_file(settings: Settings) -> Path:
    return settings.airflow_home / "secrets.json"


def _secrets(settings: Settings) -> dict[str, str]:
    """Return the keys with which the servers know each other; what they signed outlives a stop, so these stay."""
    return _kept(
        _secrets_file(settings),
        lambda: {
            "api": secrets.token_urlsafe(32),
            "jwt": secrets.token_urlsafe(64),
            "fernet": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        },
    )


def _kept(path: Path, make) -> dict[str, str]:
    """Return what a file holds that only its owner may read, after writing it if it is not there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.new")
        draft.touch(mode=0o600)
        draft.chmod(0o600)
        draft.write_text(json.dumps(make()) + "\n")
        draft.replace(path)
    return json.loads(path.read_text())
