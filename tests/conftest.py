"""Fixtures that every layer's tests share."""

import pytest

from warehouse.settings import Settings


@pytest.fixture
def settings(tmp_path) -> Settings:
    """Settings of an empty home of this test's own, deaf to the environment's ``.env``."""
    return Settings(home=tmp_path / "home", pii_key="a key for tests", lock_timeout_seconds=5, _env_file=None)
