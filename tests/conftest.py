"""Fixtures that every layer's tests share."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from xdist.scheduler import LoadFileScheduling

from tests.planted_shop import write_planted_shop
from warehouse.quiet_exit import leave_quietly
from warehouse.settings import Settings

# pytest's own closing lines are to be the last.
leave_quietly()


# Those that take minutes begin first, or one process would still be at them when the other has nothing left to do.
LONG = ("tests/scheduler/", "tests/on_the_sample/", "tests/end_to_end/test_killed_builds.py", "tests/deployment/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long ones first."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


class FilesTogether(LoadFileScheduling):
    """Keeps the tests of a file in one process and in their order, and those of a costly folder all together.

    There is one live Airflow, and one home of the whole sample.
    """

    def _split_scope(self, nodeid: str) -> str:
        folders = (folder for folder in ("tests/scheduler/", "tests/on_the_sample/") if nodeid.startswith(folder))
        return next(folders, None) or super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> FilesTogether:
    """Deal the tests out to the processes of ``make test``."""
    return FilesTogether(config, log)


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


@pytest.fixture(scope="session")
def old_duckdb() -> Path:
    """Folder with DuckDB 1.1.3, installed once beside the environment."""
    folder = Path(sys.prefix) / "readers" / "duckdb-1.1.3"
    if not folder.is_dir():
        partial = folder.with_name(f"{folder.name}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        lock = Path(__file__).with_name("readers.lock")
        arguments = ["--target", partial, "--require-hashes", "--no-deps", "-r", lock]
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", *arguments], check=True)
        partial.rename(folder)
    return folder
