"""A vault of a few people, in memory."""

import pytest

from tests.ml_tasks.identity.open_vault import open_vault


@pytest.fixture
def vault(tmp_path):
    """Open an empty warehouse that knows a key."""
    with open_vault(tmp_path) as connection:
        yield connection


@pytest.fixture(scope="module")
def vault_of_module(tmp_path_factory):
    """Open one for tests that draw many examples."""
    with open_vault(tmp_path_factory.mktemp("home")) as connection:
        yield connection
