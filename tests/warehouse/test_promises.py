"""Who is late is told once, and once when it is over; nobody needs to have started anything."""

import json
from datetime import datetime, timedelta

import pytest
from pydantic import SecretStr

from tests.alert_receiver import listening
from warehouse import journal
from warehouse.connection import build_connection
from warehouse.freshness import SourceFreshness, look_at_sources, tell_of_repeats
from warehouse.promises import broken_promises, watch
from warehouse.publish import publish
from warehouse.rollback import rollback

LOADED_AT = datetime(2018, 1, 1, 5)
DUE_AT = LOADED_AT + timedelta(hours=26)
HOURS = {"web": 26}
MINUTE = timedelta(minutes=1)


def load(at: datetime) -> str:
    """A batch, and that the newest build has read it."""
    return f"{load_too_late(at)}; update ops.builds set raw_through_batch = {at:%d%H} where build_id = {at.day}"


def load_too_late(at: datetime) -> str:
    return f"insert into ops.batches values ({at:%d%H}, 'web', 'passed', '{at}', '{at}', 1, 40, 2)"


def remember(settings, event: str, at: datetime, **facts):
    """Write a journal's entry of another day."""
    settings.home.mkdir(parents=True, exist_ok=True)
    with settings.journal_file.open("a") as stream:
        stream.write(json.dumps({"event": event, "at": f"{at.isoformat()}+00:00", **facts}) + "\n")


@pytest.fixture
def publish_load(settings, make_build):
    def publish_load(at: datetime):
        make_build(settings, build_id=at.day, then=load(at))
        publish(settings, release_pin=True)

    return publish_load


@pytest.fixture
def receiver():
    with listening() as receiver:
        yield receiver


@pytest.fixture
def told(settings, receiver):
    """Watch at a moment, and return the titles of what was posted."""

    def told(now: datetime) -> list[str]:
        receiver.posted.clear()
        watch(settings.model_copy(update={"alert_url": SecretStr(receiver.url)}), HOURS, now)
        return [message["text"].splitlines()[0] for message in receiver.posted]

    return told


def broken(settings, now, hours=HOURS):
    return broken_promises(settings, look_at_sources(settings, hours), now)


@pytest.mark.parametrize(("hours_ago", "is_late"), [(25, False), (27, True)])
def test_a_source_is_late_when_its_contract_promised_a_newer_load(hours_ago, is_late):
    now = datetime(2018, 1, 2)
    source = SourceFreshness("web", now - timedelta(hours=hours_ago), 1, 1, 0, promised_hours=26)
    assert source.is_late(now) is is_late


def test_a_batch_that_passed_while_the_build_ran_is_not_what_readers_see(settings, make_build):
    superseded = (
        "insert into ops.loaded_files values ('web/a.csv', 'h', 'h', 105, 'web', 'events', 1, 1, 'loaded', null, "
        f"42, 40, 2, {DUE_AT:%d%H}, '2018-01-01', null)"
    )
    make_build(settings, then=f"{load(LOADED_AT)}; {load_too_late(DUE_AT)}; {superseded}")
    publish(settings, release_pin=True)

    (web,) = look_at_sources(settings, HOURS)

    assert (web.last_loaded_at, web.file_count, web.row_count, web.rejected_count) == (LOADED_AT, 1, 40, 2)


def test_files_that_repeat_what_readers_see_are_a_sign_of_life(publish_load, settings):
    publish_load(LOADED_AT)
    repeated_at = DUE_AT - timedelta(hours=1)
    files = """
        insert into ops.loaded_files values
            ('web/a', 'h', 'h', {batch}, 'web', 'events', 1, 1, 'loaded', null, 1, 1, 0, null, '2018-01-01', null),
            ('web/b', 'h', 'h', 999, 'web', 'events', 1, 1, 'duplicate', null, 0, 0, 0, null, '{at}', null)
    """
    with build_connection(settings, "test") as connection:
        connection.execute(files.format(batch=f"{LOADED_AT:%d%H}", at=repeated_at))
        tell_of_repeats(settings, connection, "web")
        tell_of_repeats(settings, connection, "web")

    assert len(journal.read(settings, "repeated")) == 1
    assert broken(settings, DUE_AT + MINUTE) == []
    # What readers do not see is no news to them.
    remember(settings, "repeated", DUE_AT, source="web", repeated_at=DUE_AT.isoformat(), batch_id=998)
    assert [trouble.key for trouble in broken(settings, repeated_at + timedelta(hours=27))] == ["web is late"]


def test_what_is_late_is_told_once_and_once_when_it_is_over(told, publish_load, settings):
    publish_load(LOADED_AT)
    assert told(DUE_AT) == []
    assert told(DUE_AT + MINUTE) == ["web is late"]
    assert told(DUE_AT + 2 * MINUTE) == []
    publish_load(DUE_AT)
    assert told(DUE_AT + 3 * MINUTE) == ["Over: web is late"]
    assert told(DUE_AT + 4 * MINUTE) == []
    assert told(DUE_AT + timedelta(hours=27)) == ["web is late"]
    assert [entry["event"] for entry in journal.read(settings, "promise_broken", "promise_kept")] == [
        "promise_broken",
        "promise_kept",
        "promise_broken",
    ]


def test_what_could_not_be_posted_is_told_the_next_time(told, publish_load, receiver):
    publish_load(LOADED_AT)
    receiver.answer = 500
    told(DUE_AT + MINUTE)
    receiver.answer = 200
    assert told(DUE_AT + 2 * MINUTE) == ["web is late"]


def test_an_empty_home_and_a_source_that_never_came_are_not_late(settings, publish_load):
    assert broken(settings, DUE_AT + MINUTE) == []
    publish_load(LOADED_AT)
    assert broken(settings, DUE_AT + MINUTE, {"crm": 1}) == []


def test_what_was_loaded_and_never_published_is_late_too(settings):
    remember(settings, "loaded", LOADED_AT, source="web", rows=40)
    remember(settings, "loaded", DUE_AT, source="web", rows=40)
    assert broken(settings, DUE_AT) == []

    (trouble,) = broken(settings, DUE_AT + MINUTE)

    assert (trouble.key, trouble.since) == ("web is late", DUE_AT)
    assert "Readers see nothing of it" in trouble.what
    assert "loaded, but not published" in trouble.to_do


class TestWhatToDo:
    def test_nothing_came(self, settings, publish_load):
        publish_load(LOADED_AT)
        (trouble,) = broken(settings, DUE_AT + MINUTE)
        assert str(settings.landing / "web") in trouble.to_do
        assert "`load_web` runs" in trouble.to_do

    def test_it_came_and_was_not_published(self, settings, publish_load):
        publish_load(LOADED_AT)
        remember(settings, "loaded", LOADED_AT + timedelta(hours=3), source="web", rows=40)
        (trouble,) = broken(settings, DUE_AT + MINUTE)
        assert "loaded, but not published" in trouble.to_do

    def test_the_journals_own_entry_of_the_published_load_is_no_newer_one(self, settings, publish_load):
        publish_load(LOADED_AT)
        remember(settings, "loaded", LOADED_AT + timedelta(seconds=2), source="web", rows=40)
        (trouble,) = broken(settings, DUE_AT + MINUTE)
        assert "Nothing newer was loaded" in trouble.to_do

    def test_a_rollback_pinned_it(self, settings, publish_load):
        publish_load(LOADED_AT)
        publish_load(DUE_AT)
        rollback(settings)
        (trouble,) = broken(settings, DUE_AT + MINUTE)
        assert "`segmart publish`" in trouble.to_do


class TestABuildThatDoesNotEnd:
    def test_is_told_of_until_it_ends(self, settings, told):
        remember(settings, "build_opened", LOADED_AT, build_id=7)
        assert told(LOADED_AT + timedelta(hours=3)) == []
        assert told(LOADED_AT + timedelta(hours=3, minutes=1)) == ["build 7 does not end"]
        remember(settings, "build_ended", LOADED_AT + timedelta(hours=4), build_id=7, state="passed")
        assert told(LOADED_AT + timedelta(hours=5)) == ["Over: build 7 does not end"]

    def test_is_over_when_another_took_its_place(self, settings, told):
        remember(settings, "build_opened", LOADED_AT, build_id=7)
        remember(settings, "build_opened", LOADED_AT + timedelta(hours=4), build_id=8)
        assert told(LOADED_AT + timedelta(hours=5)) == []
