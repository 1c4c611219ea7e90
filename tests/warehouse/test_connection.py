"""One writer at a time: who waits learns for whom, and a dead holder holds nothing."""

import threading
import time

import duckdb
import pytest

from warehouse.connection import build_connection, lock_holder, warehouse_lock
from warehouse.errors import EnvironmentFault, LockHeld

HOLDING = """
import sys, time
from warehouse.connection import warehouse_lock
from warehouse.settings import load_settings
with warehouse_lock(load_settings(home=sys.argv[1], _env_file=None), "nightly build"):
    print("holding", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def impatient(settings):
    return settings.model_copy(update={"lock_timeout_seconds": 0.2})


def test_giving_up_names_the_holder(impatient, start):
    holder = start(HOLDING, impatient.home, 60)
    assert holder.stdout.readline() == "holding\n", holder.stderr.read()

    with (
        pytest.raises(LockHeld, match=rf"'nightly build' \(process {holder.pid} on .*\), and did not become free"),
        build_connection(impatient, "another build"),
    ):
        pytest.fail("two processes hold the lock")

    assert f"process {holder.pid}" in lock_holder(impatient)


def test_waiting_is_rewarded(settings, start):
    holder = start(HOLDING, settings.home, 0.5)
    assert holder.stdout.readline() == "holding\n", holder.stderr.read()

    with build_connection(settings, "the next build"):
        assert "'the next build'" in lock_holder(settings)


def test_a_killed_holder_frees_the_lock(impatient, start):
    holder = start(HOLDING, impatient.home, 60)
    assert holder.stdout.readline() == "holding\n", holder.stderr.read()
    holder.kill()
    holder.wait()

    assert lock_holder(impatient) == ""
    with build_connection(impatient, "after the crash"):
        assert "'after the crash'" in lock_holder(impatient)


def test_the_same_thread_may_take_it_again_and_the_outermost_gives_it_back(settings):
    with warehouse_lock(settings, "outer"):
        with build_connection(settings, "inner"):
            assert "'outer'" in lock_holder(settings)
        assert "'outer'" in lock_holder(settings)
    assert lock_holder(settings) == ""
    assert not list(settings.lock_file.parent.glob("*.json")), "the holder's note outlived its hold"


def test_another_thread_waits(impatient):
    outcomes = []

    def take():
        try:
            with warehouse_lock(impatient, "another thread"):
                outcomes.append("taken")
        except LockHeld:
            outcomes.append("refused")

    with warehouse_lock(impatient, "this thread"):
        thread = threading.Thread(target=take)
        thread.start()
        thread.join()

    assert outcomes == ["refused"]


def test_looking_leaves_no_trace_and_does_not_disturb_a_waiting_process(settings, start):
    assert lock_holder(settings) == ""
    assert not settings.lock_file.exists()

    holder = start(HOLDING, settings.home, 0.3)
    assert holder.stdout.readline() == "holding\n", holder.stderr.read()
    stop = threading.Event()
    looking = threading.Thread(target=lambda: [lock_holder(settings) for _ in iter(stop.is_set, True)])
    looking.start()
    started = time.monotonic()
    with warehouse_lock(settings, "waiting"):
        waited = time.monotonic() - started
    stop.set()
    looking.join()

    assert waited < settings.lock_timeout_seconds


def test_an_error_inside_closes_the_file_and_frees_the_lock(settings):
    with pytest.raises(ZeroDivisionError), build_connection(settings, "a failing task"):
        1 / 0  # noqa: B018

    assert lock_holder(settings) == ""
    with duckdb.connect(str(settings.build_file), read_only=True) as reader:
        assert reader.execute("select count(*) from ops.builds").fetchone() == (0,)


def test_opening_again_does_not_write_to_the_file(settings):
    with build_connection(settings, "first"):
        pass
    before = settings.build_file.stat()

    with build_connection(settings, "second"):
        pass

    assert settings.build_file.stat().st_mtime_ns == before.st_mtime_ns


def test_a_build_file_that_is_none(settings):
    settings.build_file.parent.mkdir(parents=True)
    settings.build_file.write_bytes(b"not a database" * 1000)

    with pytest.raises(EnvironmentFault, match=r"build\.duckdb cannot be opened"), build_connection(settings, "test"):
        pytest.fail("it opened")


def test_a_note_that_cannot_be_written_does_not_stop_the_upkeep(settings, start):
    program = """
import resource, sys
from warehouse.connection import build_connection
from warehouse.settings import load_settings
settings = load_settings(home=sys.argv[1], _env_file=None)
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
with build_connection(settings, "maintain") as connection:
    print(connection.execute("select count(*) from ops.builds").fetchone())
"""
    with build_connection(settings, "before the disk was full"):
        pass
    said, errors = start(program, settings.home).communicate(timeout=60)

    assert said == "(0,)\n", errors
    assert "could not be noted" in errors
    assert lock_holder(settings) == ""


def test_a_home_that_cannot_be_made(settings):
    settings.home.write_text("a file in its place")

    with pytest.raises(EnvironmentFault, match=r"SEGMART_HOME .* cannot be written"), warehouse_lock(settings, "test"):
        pytest.fail("it was taken")
