"""After a crash anywhere, readers have a complete publication and the next publish puts the house in order."""

import json
import random
import signal
import time

import duckdb
import pytest

from warehouse import journal, recovery, versions
from warehouse.connection import build_connection
from warehouse.publish import publish
from warehouse.rollback import rollback

PUBLISHING_FOR_EVER = """
import sys
from warehouse.connection import build_connection
from warehouse.publish import publish
from warehouse.settings import load_settings
settings = load_settings(home=sys.argv[1], _env_file=None)
while True:
    print(publish(settings, release_pin=True).version, flush=True)
"""


def is_in_order(settings):
    """Links, files, mirrors and journal tell the same story."""
    current = versions.current_version(settings)
    assert (settings.parquet / "current").readlink().name == current
    assert journal.last(settings, "published", "rolled_back")["version"] == current
    kept = versions.kept_versions(settings)
    assert sorted(path.name for path in settings.versions.iterdir() if not path.is_symlink()) == kept
    assert sorted(path.name for path in settings.parquet.iterdir() if path.name != "current") == kept
    assert {entry["version"] for entry in journal.read(settings, "published")} == set(kept)
    with duckdb.connect(str(settings.published_link), read_only=True) as reader:
        assert reader.execute("select max(version) from ops.publications").fetchone() == (current,)
        assert reader.execute("select count(*) from ops.publications").fetchone() == (len(kept),)
    return True


def cut_last_entry(settings):
    lines = settings.journal_file.read_text().splitlines(keepends=True)
    settings.journal_file.write_text("".join(lines[:-1]))


@pytest.mark.parametrize("seed", range(6))
def test_killed_at_a_random_moment(settings, make_build, start, seed):
    make_build(settings)
    publish(settings, release_pin=True)
    process = start(PUBLISHING_FOR_EVER, settings.home)
    assert process.stdout.readline(), process.stderr.read()
    time.sleep(random.Random(seed).uniform(0, 0.4))
    process.kill()
    process.wait()

    with duckdb.connect(str(settings.published_link), read_only=True) as reader:
        assert reader.execute("select count(*) from marts.dim_customers").fetchone() == (40,)
    assert publish(settings, release_pin=False)

    assert is_in_order(settings)


def test_killed_while_writing(settings, make_build):
    make_build(settings)
    publish(settings, release_pin=True)
    for folder in (settings.versions, settings.parquet):
        partial = recovery.partial_of(folder / "20180101T000000000Z_b1")
        partial.mkdir()
        (partial / "segmart.duckdb").write_bytes(b"half a file")

    publish(settings, release_pin=True)

    assert is_in_order(settings)


def test_killed_between_writing_and_the_swap(settings, make_build):
    make_build(settings)
    first = publish(settings, release_pin=True)
    second = publish(settings, release_pin=True)
    cut_last_entry(settings)
    versions.point_to(settings, first.version)
    with build_connection(settings, "test") as build:
        build.execute("delete from ops.publications where version = ?", [second.version])
    assert versions.kept_versions(settings) == [first.version]

    publish(settings, release_pin=True)

    assert second.version not in versions.kept_versions(settings)
    assert is_in_order(settings)


def test_killed_between_the_swap_and_the_journal(settings, make_build):
    make_build(settings)
    first, second = publish(settings, release_pin=True), publish(settings, release_pin=True)
    cut_last_entry(settings)
    (settings.parquet / "current").unlink()
    (settings.parquet / "current").symlink_to(first.version)

    third = publish(settings, release_pin=True)

    assert versions.kept_versions(settings) == [first.version, second.version, third.version]
    assert is_in_order(settings)


def test_a_rollback_killed_before_the_journal_still_pins(settings, make_build):
    make_build(settings)
    first, _ = publish(settings, release_pin=True), publish(settings, release_pin=True)
    rollback(settings)
    cut_last_entry(settings)
    assert versions.pinned_version(settings) is None

    publish(settings, release_pin=False)

    assert versions.pinned_version(settings) == versions.current_version(settings) == first.version


def test_a_lost_journal_loses_no_version(settings, make_build):
    make_build(settings)
    first, second = publish(settings, release_pin=True), publish(settings, release_pin=True)
    settings.journal_file.unlink()

    assert rollback(settings) == first
    third = publish(settings, release_pin=True)

    assert versions.kept_versions(settings) == [first.version, second.version, third.version]
    assert json.loads((settings.parquet / "current" / "manifest.json").read_text())["version"] == third.version


def test_a_file_in_the_place_of_the_link_is_not_overwritten(settings, make_build):
    make_build(settings)
    settings.published.mkdir(parents=True)
    settings.published_link.write_text("somebody's copy")

    with pytest.raises(versions.EnvironmentFault, match="should be a link"):
        publish(settings, release_pin=True)

    assert settings.published_link.read_text() == "somebody's copy"


def test_interrupted_by_hand_it_clears_up_after_itself(settings, make_build, start):
    make_build(settings)
    process = start(PUBLISHING_FOR_EVER, settings.home)
    assert process.stdout.readline(), process.stderr.read()
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    process.wait(timeout=30)

    kept = versions.kept_versions(settings)
    assert sorted(path.name for path in settings.versions.iterdir() if not path.is_symlink()) == kept
    assert sorted(path.name for path in settings.parquet.iterdir() if path.name != "current") == kept
