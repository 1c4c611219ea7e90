"""What Airflow's API server says of itself and of the other components, and whether there is room for it."""

import json
import socket
import urllib.request
from datetime import datetime

from orchestration.airflow_server import HOST
from warehouse.errors import EnvironmentFault

_SECONDS_TO_ANSWER = 5


def unhealthy(url: str, since: float) -> list[str]:
    """Return the components that have not reported health since a moment (seconds since 1970)."""
    try:
        with urllib.request.urlopen(f"{url}/api/v2/monitor/health", timeout=_SECONDS_TO_ANSWER) as answer:
            health = json.load(answer)
    except (OSError, ValueError):
        return ["api-server"]
    return [
        name.replace("_", "-")
        for name in ("scheduler", "dag_processor", "triggerer")
        if not _is_well(health.get(name) or {}, f"latest_{name}_heartbeat", since)
    ]


def _is_well(component: dict, heartbeat: str, since: float) -> bool:
    # A component that was killed counts as healthy for a while, so its heartbeat must be of this start.
    latest = component.get(heartbeat)
    return (
        component.get("status") == "healthy"
        and latest is not None
        and datetime.fromisoformat(latest).timestamp() > since
    )


def require_free(port: int) -> None:
    """Raise EnvironmentFault when another program listens on a port of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As the server does: a port whose last connections are still closing is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise EnvironmentFault(
                f"Port {port} cannot be used ({error.strerror}): end the program that listens there, "
                "or set SEGMART_AIRFLOW_PORT to a free port."
            ) from error
