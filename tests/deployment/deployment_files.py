"""The deployment's files as their readers see them: docker-compose.yml as Compose does, .env.example as a person."""

import re
import shlex
import subprocess
import sys
from typing import Any

import yaml

from warehouse.settings import REPOSITORY

COMPOSE = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
AIRFLOW_SERVICES = {name: service for name, service in SERVICES.items() if service["image"].startswith("segmart:")}
ONE_SHOT = {name for name, service in SERVICES.items() if service["restart"] == "no"}

# $$ is a dollar; then ${NAME}, ${NAME:-default} and ${NAME:?message}.
_PLACEHOLDER = re.compile(r"\$(?:(?P<dollar>\$)|\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<text>[^}]*))?\})")
_EXAMPLE_LINE = re.compile(r"^(?:# )?(?P<name>[A-Z][A-Z0-9_]*)=(?P<value>.*)$")


def interpolated(node: Any, variables: dict[str, str]) -> Any:
    """Fill the placeholders of a part of the Compose file, and raise KeyError where Compose would refuse to start."""
    if isinstance(node, dict):
        return {key: interpolated(value, variables) for key, value in node.items()}
    if isinstance(node, list):
        return [interpolated(value, variables) for value in node]
    return _PLACEHOLDER.sub(lambda match: _value(match, variables), node) if isinstance(node, str) else node


def _value(match: re.Match, variables: dict[str, str]) -> str:
    if match["dollar"]:
        return "$"
    given = variables.get(match["name"])
    if not given and match["kind"] == "?":
        raise KeyError(f"{match['name']}: {match['text']}")
    return given or match["text"] or ""


def environment_of(service: dict, variables: dict[str, str]) -> dict[str, str]:
    """Return what a service's container finds in its environment."""
    named = {
        name: variables.get(name) if value is None else interpolated(value, variables)
        for name, value in service["environment"].items()
    }
    return {name: value for name, value in named.items() if value is not None}


def asked_of_env_file() -> dict[str, bool]:
    """Return the variables that Compose takes from ``.env``, and whether it refuses to start without."""
    asked: dict[str, bool] = {}
    for match in _PLACEHOLDER.finditer(yaml.safe_dump(COMPOSE, width=10_000)):
        if match["name"]:
            asked[match["name"]] = asked.get(match["name"], False) or match["kind"] == "?"
    for service in SERVICES.values():
        asked |= {name: False for name, value in service.get("environment", {}).items() if value is None}
    return asked


def example_lines() -> dict[str, tuple[str, str]]:
    """Return each variable of ``.env.example`` with its value and the comment line above it."""
    lines = (REPOSITORY / ".env.example").read_text().splitlines()
    return {
        match["name"]: (match["value"], above.removeprefix("# "))
        for above, line in zip(["", *lines], lines, strict=False)
        if (match := _EXAMPLE_LINE.match(line))
    }


def made_up_secrets() -> dict[str, str]:
    """Fill in the secrets as ``.env.example`` tells a person to."""
    examples, secrets = example_lines(), {}
    for name in (name for name, is_required in asked_of_env_file().items() if is_required):
        command = shlex.split(examples[name][1])
        assert command[:2] == ["python3", "-c"], f".env.example does not say above {name} how to make it"
        made = subprocess.run([sys.executable, *command[1:]], capture_output=True, text=True, check=True, timeout=30)
        secrets[name] = made.stdout.strip()
    return secrets
