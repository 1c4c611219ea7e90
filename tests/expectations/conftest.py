"""A warehouse that passes every gate, made once and copied for each test that wants to break it."""

import shutil
from pathlib import Path

import duckdb
import pytest

from warehouse.connection import build_connection
from warehouse.migrations import migrate
from warehouse.settings import Settings

_PASSING_WORLD = Path(__file__).with_name("passing_world.sql").read_text()


@pytest.fixture(scope="session")
def passing_build_file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("template") / "build.duckdb"
    # The smallest blocks: the file is copied a hundred times, and by default it would be ten times as large.
    with duckdb.connect(str(path), config={"default_block_size": "16384"}) as connection:
        migrate(connection)
        connection.execute(_PASSING_WORLD)
    return path


@pytest.fixture
def world(settings, passing_build_file) -> Settings:
    """Settings of a home whose build file passes every gate."""
    settings.build_file.parent.mkdir(parents=True)
    shutil.copyfile(passing_build_file, settings.build_file)
    return settings


@pytest.fixture
def execute(world):
    """Run SQL in the build file, and return what it returns."""

    def run(sql: str) -> list[tuple]:
        with build_connection(world, "tests") as connection:
            return connection.execute(sql).fetchall()

    return run
