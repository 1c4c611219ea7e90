"""Fixtures that every layer's tests share."""

from pathlib import Path

import pytest

from tests.planted_shop import write_planted_shop
from warehouse.quiet_exit import leave_quietly
from warehouse.settings import Settings

# pytest's own closing lines are to be the last.
leave_quietly()


@pytest.fixture
def settings(tmp_path) -> Settings:
    """Settings of an empty home of this test's own, deaf to the environment's ``.env``."""
    return Settings(home=tmp_path / "home", pii_key="a key for tests", lock_timeout_seconds=5, _env_file=None)


@pytest.fixture(scope="session")
def planted_shop(tmp_path_factory) -> Path:
    """Landing folder of the planted shop, a file an entity and month of 2017. Copy it, do not write to it."""
    landing = tmp_path_factory.mktemp("planted_shop") / "landing"
    write_planted_shop(landing)
    return landing
