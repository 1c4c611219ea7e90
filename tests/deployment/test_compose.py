"""docker-compose.yml by itself: it is valid, refuses to start without secrets, and each service looks after itself."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from orchestration.airflow_server import server_environment
from tests.deployment.deployment_files import (
    AIRFLOW_SERVICES,
    COMPOSE,
    ONE_SHOT,
    SERVICES,
    asked_of_env_file,
    environment_of,
    example_lines,
    interpolated,
    made_up_secrets,
)
from warehouse.settings import REPOSITORY, Settings

SCHEMA = json.loads(Path(__file__).with_name("compose-spec.json").read_text())

# Of `make up`: a container listens to its network, and on the port that Compose publishes.
OF_ONE_MACHINE = {"AIRFLOW__API__HOST", "AIRFLOW__API__PORT"}
SECRET = re.compile("PASSWORD$|SECRET|KEY|CONN|DATABASE$")


def test_it_satisfies_the_compose_specification():
    jsonschema.Draft7Validator(SCHEMA).validate(COMPOSE)


def test_the_schema_would_notice():
    broken = COMPOSE | {"services": COMPOSE["services"] | {"api": {"image": "segmart:1", "helthcheck": {}}}}
    with pytest.raises(jsonschema.ValidationError, match="helthcheck"):
        jsonschema.Draft7Validator(SCHEMA).validate(broken)


def test_these_are_the_services():
    assert set(SERVICES) == {"postgres", "migrate", "api-server", "scheduler", "dag-processor", "triggerer"}
    assert {"migrate"} == ONE_SHOT


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_looks_after_itself(name):
    service = SERVICES[name]
    if name in ONE_SHOT:
        assert service["healthcheck"] == {"disable": True}
    else:
        assert service["restart"] == "unless-stopped", f"{name} would stay down after a crash"
        assert service["healthcheck"]["test"][0] == "CMD", f"{name} has no health check"
    assert service["user"].split(":")[0] not in ("root", "0"), f"{name} runs as root"


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"postgres"}))
def test_services_wait_for_what_they_need(name):
    conditions = {other: needed["condition"] for other, needed in SERVICES[name]["depends_on"].items()}
    assert all(other in SERVICES for other in conditions)
    if name == "migrate":
        assert conditions == {"postgres": "service_healthy"}
    else:
        assert conditions["migrate"] == "service_completed_successfully"
    if name == "scheduler":
        assert conditions["api-server"] == "service_healthy", "a task's first call is to the API server"


def test_only_the_api_server_is_to_be_reached_and_only_from_this_machine():
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"api-server"}
    for port in SERVICES["api-server"]["ports"]:
        assert port.startswith("127.0.0.1:"), f"port {port} would be open to the network"
    assert not any("network_mode" in service for service in SERVICES.values())


def test_images_are_pinned():
    for name, service in SERVICES.items():
        _, _, tag = service["image"].partition(":")
        assert tag[:1].isdigit(), f"{name}: name a version of {service['image']}"


def test_it_refuses_to_start_without_any_one_secret():
    secrets = made_up_secrets()
    interpolated(SERVICES, secrets)
    for missing in secrets:
        with pytest.raises(KeyError, match=missing):
            interpolated(SERVICES, secrets | {missing: ""})


def test_every_variable_stands_in_the_example_and_no_secret_does():
    examples = example_lines()
    for name, is_required in asked_of_env_file().items():
        assert name in examples, f"docker-compose.yml asks for {name}: explain it in .env.example"
        if is_required:
            assert examples[name][0] == "", f".env.example holds a usable {name}"


def test_no_secret_stands_in_the_file():
    for name, service in SERVICES.items():
        for variable, value in service["environment"].items():
            if SECRET.search(variable):
                assert ":?" in value, f"{name}: {variable} does not come from .env"


def test_the_commands_of_the_example_make_usable_secrets():
    secrets = made_up_secrets()
    assert len(set(secrets.values())) == len(secrets)
    Fernet(secrets["AIRFLOW_FERNET_KEY"])
    # What HS512 asks of a key.
    assert len(secrets["AIRFLOW_JWT_SECRET"]) >= 64
    # It becomes a part of a URL.
    assert secrets["POSTGRES_PASSWORD"].replace("-", "").replace("_", "").isalnum()


def test_all_airflow_services_share_one_environment():
    shared = AIRFLOW_SERVICES["scheduler"]["environment"]
    for name, service in AIRFLOW_SERVICES.items():
        assert shared.items() <= service["environment"].items(), f"{name} has an environment of its own"


def test_every_setting_reaches_the_containers_and_the_example():
    for field in Settings.model_fields:
        name = f"SEGMART_{field.upper()}"
        assert name in example_lines(), f"explain {name} in .env.example"
        # The contracts are in the image, and the port is the host's.
        if field not in ("sources", "airflow_port"):
            assert name in SERVICES["scheduler"]["environment"], f"docker-compose.yml does not pass {name} on"


def test_airflow_is_set_up_as_on_one_machine(settings):
    """What `make up` sets for Airflow, the containers set too, and to the same values in their own places."""
    variables = made_up_secrets()
    composed = environment_of(SERVICES["scheduler"], variables)
    database = composed["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]
    settings = settings.model_copy(update={"mode": "production", "airflow_database": SecretStr(database)})
    for name, value in server_environment(settings).items():
        if name in OF_ONE_MACHINE:
            continue
        assert name in composed, f"docker-compose.yml lacks {name}, which orchestration sets for `make up`"
        if not SECRET.search(name):
            placed = value.replace(str(settings.home), "/data").replace(str(REPOSITORY), "/opt/segmart")
            assert composed[name] == placed, f"{name} is another for `make up`"
