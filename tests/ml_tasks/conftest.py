"""What all tests of training share."""

import pytest

from warehouse.connection import build_connection


@pytest.fixture
def query(settings):
    """Query the build file."""

    def run(sql: str) -> list[tuple]:
        with build_connection(settings, "test") as connection:
            return connection.execute(sql).fetchall()

    return run
