"""Two homes built once a session: a small shop whose answers are worked out by hand, and one without a single row."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extract_load.contracts import read_contracts
from extract_load.raw_tables import create_raw_tables
from ml_tasks.identity.resolve import resolve_identities
from tests.dbt_project.small_shop import IDENTITIES, KEY, ROWS, VARIABLES
from warehouse.connection import build_connection
from warehouse.dbt_runner import invoke
from warehouse.settings import Settings

# Between the two, identities are resolved.
_LAYERS = (
    ("models/staging", "models/pii", "seeds/staging"),
    ("models/intermediate", "models/quarantine", "models/marts", "seeds"),
)


def _home(folder: Path, rows: str = "") -> Settings:
    settings = Settings(home=folder, pii_key=KEY, lock_timeout_seconds=5, _env_file=None)
    with build_connection(settings, "test") as connection:
        for contract in read_contracts(settings).values():
            create_raw_tables(connection, contract)
        if rows:
            connection.execute(rows)
        connection.execute(
            "insert into ops.builds by name select $1 as build_id, $2::timestamp as as_of, 5 as raw_through_batch, "
            "'' as fingerprint, 'open' as state, $2::timestamp as opened_at",
            [VARIABLES["build_id"], VARIABLES["as_of"]],
        )
    return settings


def _build(settings: Settings, tests: str = "test_type:unit") -> dict[str, str]:
    """Return dbt's verdict by node."""
    verdicts = _build_layer(settings, *_LAYERS[0], tests=tests)
    resolve_identities(settings, VARIABLES["build_id"], IDENTITIES)
    return verdicts | _build_layer(settings, *_LAYERS[1], tests=tests)


def _build_layer(settings: Settings, *folders: str, tests: str = "test_type:unit") -> dict[str, str]:
    """Build all in these folders; ``tests`` are left out."""
    selected = ["--select", *(f"path:{folder}" for folder in folders)]
    command = ["build", *selected, "--exclude", tests, "--indirect-selection", "buildable"]
    outcome = invoke(settings, command, variables=VARIABLES)
    assert outcome.result is not None, outcome.exception
    return {result.node.name: f"{result.status}: {result.message}" for result in outcome.result.results}


@pytest.fixture(scope="session")
def shop(tmp_path_factory) -> Settings:
    """Return the home of the small shop, not built yet."""
    return _home(tmp_path_factory.mktemp("shop") / "home", ROWS)


@pytest.fixture(scope="session")
def shop_verdicts(shop) -> dict[str, str]:
    """Build the small shop, and return dbt's verdicts."""
    return _build(shop)


@pytest.fixture(scope="session")
def warehouse_of_shop(shop, shop_verdicts) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the built shop for reading."""
    with duckdb.connect(str(shop.build_file), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def ask(warehouse_of_shop) -> Callable[[str], list[tuple]]:
    """Query the built shop."""
    return lambda query: warehouse_of_shop.execute(query).fetchall()


@pytest.fixture(scope="session")
def manifest(shop, shop_verdicts) -> dict[str, Any]:
    """Return the manifest that building the shop left behind: parsing once is enough."""
    return json.loads((shop.dbt_target / "target" / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def build_home() -> Callable[[Path, str], Settings]:
    """Build another home, from rows of one's own; its models alone, because the shop's were tested."""

    def build(folder: Path, rows: str) -> Settings:
        settings = _home(folder, rows)
        _build(settings, tests="resource_type:test resource_type:unit_test")
        return settings

    return build


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory) -> Settings:
    """Return a home whose raw tables have never seen a row."""
    return _home(tmp_path_factory.mktemp("empty") / "home")


@pytest.fixture(scope="session")
def empty_verdicts(empty_home) -> dict[str, str]:
    """Build the empty home, and return dbt's verdicts."""
    return _build(empty_home)
