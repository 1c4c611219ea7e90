"""Fixtures that every layer's tests share."""

import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
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


_OLD_READER = """
import pickle, sys
sys.path.insert(0, sys.argv[2])
import duckdb
reader = duckdb.connect(sys.argv[1], read_only=True)
answers = [reader.execute(query).fetchall() for query in sys.argv[3:]]
pickle.dump((duckdb.__version__, answers), sys.stdout.buffer)
"""


@pytest.fixture(scope="session")
def ask_old_duckdb(old_duckdb) -> Callable[..., list[list[tuple]]]:
    """Query a published file as a tool with DuckDB 1.1.3 does, in a process of its own; return the rows by query."""

    def ask(published: Path, *queries: str) -> list[list[tuple]]:
        command = [sys.executable, "-I", "-S", "-c", _OLD_READER, published, old_duckdb, *queries]
        reader = subprocess.run(command, capture_output=True, check=False)
        assert reader.returncode == 0, reader.stderr.decode()
        version, answers = pickle.loads(reader.stdout)
        assert version == "1.1.3"
        return answers

    return ask
