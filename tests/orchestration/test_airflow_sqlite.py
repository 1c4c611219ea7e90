"""Who writes to Airflow's metadata in sqlite waits for the others, within a savepoint too."""

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, text

from orchestration.airflow_home import airflow_environment
from orchestration.airflow_sqlite import CONNECT_ARGUMENTS
from warehouse.settings import Settings

COUNT = text("select count(*) from runs")
INSERT = text("insert into runs values (1)")


@pytest.fixture
def address(tmp_path) -> str:
    """A database in the mode that Airflow sets."""
    path = tmp_path / "airflow.db"
    with sqlite3.connect(path) as connection:
        connection.execute("pragma journal_mode=wal")
        connection.execute("create table runs (number integer)")
    connection.close()
    return f"sqlite:///{path}"


@pytest.fixture
def ours(address) -> Iterator[Connection]:
    """A connection as Airflow makes it by our configuration, which waits 5 s."""
    engine = create_engine(address, connect_args=CONNECT_ARGUMENTS)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def another(address) -> Iterator[sqlite3.Connection]:
    """The driver's own connection, which does not wait; its statements commit themselves."""
    connection = sqlite3.connect(
        address.removeprefix("sqlite:///"), timeout=0, isolation_level=None, check_same_thread=False
    )
    yield connection
    connection.close()


def test_nobody_writes_between_a_savepoints_look_and_its_write(ours, another):
    with ours.begin_nested():
        assert ours.execute(COUNT).scalar() == 0
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            another.execute(INSERT.text)
        ours.execute(INSERT)

    # The savepoint's release has let the others in, before the commit.
    another.execute(INSERT.text)
    assert another.execute(COUNT.text).fetchone() == (2,)


def test_a_savepoint_waits_until_the_other_has_written(ours, another):
    another.execute("begin immediate")
    another.execute(INSERT.text)
    commit = threading.Timer(0.2, another.execute, ["commit"])
    commit.start()
    with ours.begin_nested():
        assert ours.execute(COUNT).scalar() == 1
        ours.execute(INSERT)
    commit.join()
    assert another.execute(COUNT.text).fetchone() == (2,)


def test_who_only_reads_locks_nobody_out(ours, another):
    assert ours.execute(COUNT).scalar() == 0
    another.execute(INSERT.text)
    assert ours.execute(COUNT).scalar() == 1


def test_a_savepoint_that_is_rolled_back_leaves_the_rest(ours, another):
    ours.execute(INSERT)
    with ours.begin_nested() as savepoint:
        ours.execute(INSERT)
        savepoint.rollback()
    ours.commit()
    assert another.execute(COUNT.text).fetchone() == (1,)


def test_airflow_connects_like_that_to_sqlite(tmp_path):
    settings = Settings(home=tmp_path, _env_file=None)
    settings.airflow_home.mkdir(parents=True)
    program = "from airflow import settings; print(type(settings.engine.raw_connection().dbapi_connection).__name__)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **airflow_environment(settings)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "PatientConnection\n"


def test_another_database_gets_no_arguments_of_sqlites(tmp_path):
    settings = Settings(home=tmp_path, airflow_database="postgresql://airflow@localhost/airflow", _env_file=None)
    assert not [name for name in airflow_environment(settings) if name.endswith("CONNECT_ARGS")]
