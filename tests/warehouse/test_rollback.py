"""Going back is quick, needs no build file, and never brings up a version that was left before."""

import subprocess
import sys
import time

import pytest

from warehouse import journal
from warehouse.connection import build_connection
from warehouse.errors import Refused, WrongUse
from warehouse.publish import publish
from warehouse.rollback import rollback
from warehouse.versions import current_version, kept_versions, pinned_version

SCHEDULED_PUBLISH = """
import sys
from warehouse.publish import publish
from warehouse.settings import load_settings
print(publish(load_settings(home=sys.argv[1], _env_file=None), release_pin=False))
"""


@pytest.fixture
def three(settings, make_build):
    """Three publications, oldest first."""
    make_build(settings)
    return [publish(settings, release_pin=True).version for _ in range(3)]


def test_back_to_the_previous_version_and_further(settings, three):
    assert rollback(settings).version == three[1]
    assert rollback(settings).version == three[0]

    assert current_version(settings) == pinned_version(settings) == three[0]
    assert (settings.parquet / "current").readlink().name == three[0]
    entry = journal.last(settings, "rolled_back")
    assert (entry["version"], entry["left"]) == (three[0], three[1])


def test_a_version_that_was_left_is_not_gone_back_to(settings, three):
    rollback(settings)
    publish(settings, release_pin=True)

    assert rollback(settings).version == three[1]


def test_to_a_chosen_version_in_either_direction(settings, three):
    assert rollback(settings, three[0]).version == three[0]
    assert rollback(settings, to=three[2]).version == three[2]
    assert pinned_version(settings) == three[2]


def test_while_a_writer_holds_the_build_file_in_under_a_second(settings, three):
    with build_connection(settings, "a long build"):
        started = time.monotonic()
        rollback(settings)
        assert time.monotonic() - started < 1


def test_while_a_scheduled_run_is_copying_the_run_gives_way(settings, make_build, three, start):
    make_build(settings, 2, customers=400_000)
    begun = len(journal.read(settings, "publishing"))
    run = start(SCHEDULED_PUBLISH, settings.home)
    while len(journal.read(settings, "publishing")) == begun and run.poll() is None:
        time.sleep(0.001)

    rollback(settings)

    said, errors = run.communicate(timeout=30)
    assert f"a rollback pinned version {three[1]}" in said, errors
    assert current_version(settings) == pinned_version(settings) == three[1]
    assert kept_versions(settings) == three


def test_it_opens_no_database():
    code = "import sys, warehouse.rollback; sys.exit('duckdb' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_nothing_published_yet(settings):
    with pytest.raises(Refused, match="Nothing has been published yet"):
        rollback(settings)


def test_nothing_to_go_back_to(settings, make_build):
    make_build(settings)
    only = publish(settings, release_pin=True)

    with pytest.raises(Refused, match="nothing to go back to"):
        rollback(settings)

    assert current_version(settings) == only.version
    assert pinned_version(settings) is None


def test_an_unknown_version(settings, three):
    with pytest.raises(WrongUse, match=f"no version 'v1'.*{three[0]}, {three[1]}, {three[2]}"):
        rollback(settings, to="v1")

    assert current_version(settings) == three[2]
