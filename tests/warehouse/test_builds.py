"""The life of a build, and what makes two builds the same."""

from datetime import datetime

import pytest

from warehouse import journal
from warehouse.builds import build_step, end_build, newest_build, open_build, require_open
from warehouse.connection import build_connection
from warehouse.errors import EnvironmentFault, Refused
from warehouse.fingerprint import inputs_fingerprint

AS_OF = datetime(2018, 1, 1)


@pytest.fixture
def pass_batch(settings):
    def passed(batch_id: int, row_count: int = 10) -> None:
        with build_connection(settings, "test") as connection:
            connection.execute(
                "insert into ops.batches (batch_id, source, state, started_at, row_count) "
                "values (?, 'web', 'passed', ?, ?)",
                [batch_id, AS_OF, row_count],
            )

    return passed


def newest(settings):
    with build_connection(settings, "test") as connection:
        return newest_build(connection)


def fingerprint(settings, as_of=AS_OF):
    with build_connection(settings, "test") as connection:
        return inputs_fingerprint(settings, connection, as_of)


def test_without_a_passed_batch_there_is_nothing_to_build(settings):
    with pytest.raises(Refused, match="segmart load"):
        open_build(settings, AS_OF)


def test_a_build_notes_what_it_reads(settings, pass_batch):
    pass_batch(3)
    pass_batch(5)
    build = open_build(settings, AS_OF)
    assert (build.as_of, build.raw_through_batch, build.state) == (AS_OF, 5, "open")


def test_an_interrupted_build_is_closed_by_the_next(settings, pass_batch):
    pass_batch(1)
    first = open_build(settings, AS_OF)
    second = open_build(settings, AS_OF)
    with build_connection(settings, "test") as connection:
        states = connection.execute("select build_id, state from ops.builds order by build_id").fetchall()
        with pytest.raises(Refused, match=f"Build {first.build_id} cannot go on: build {second.build_id} is open"):
            require_open(connection, first.build_id)
    assert states == [(first.build_id, "failed"), (second.build_id, "open")]


def test_training_does_not_take_over_a_build_under_way(settings, pass_batch):
    pass_batch(1)
    first = open_build(settings, AS_OF)
    with pytest.raises(EnvironmentFault, match=f"Build {first.build_id} is open"):
        open_build(settings, AS_OF, take_over=False)
    assert newest(settings).state == "open"


def test_another_key_would_give_everybody_a_new_id(settings, pass_batch):
    pass_batch(1)
    open_build(settings, AS_OF)
    other = settings.model_copy(update={"pii_key": type(settings.pii_key)("another key")})
    with pytest.raises(EnvironmentFault, match="everybody would get a new id"):
        open_build(other, AS_OF)
    assert open_build(settings, AS_OF).state == "open"


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Refused("the gate said no"), "refused"),
        (ValueError("a defect"), "failed"),
        (EnvironmentFault("the disk is full"), "open"),
        (OSError(28, "No space left on device"), "open"),
    ],
)
def test_how_a_step_ends_its_build(settings, pass_batch, error, state):
    pass_batch(1)
    build = open_build(settings, AS_OF)
    with pytest.raises(type(error)), build_step(settings, build.build_id):
        raise error
    assert newest(settings).state == state
    if state != "open":
        assert newest(settings).message == str(error)
        assert journal.last(settings, "build_ended")["state"] == state


def test_an_ended_build_stays_as_it_is(settings, pass_batch):
    pass_batch(1)
    build = open_build(settings, AS_OF)
    end_build(settings, build.build_id, "passed", model_version="m1")
    with pytest.raises(Refused, match="is passed"):
        end_build(settings, build.build_id, "refused")
    assert newest(settings).model_version == "m1"


class TestFingerprint:
    def test_stays_while_nothing_changes(self, settings, pass_batch):
        pass_batch(1)
        assert fingerprint(settings) == fingerprint(settings)

    def test_moves_with_as_of_and_settings_and_key(self, settings, pass_batch):
        pass_batch(1)
        zone = settings.model_copy(update={"company_timezone": "America/New_York"})
        key = settings.model_copy(update={"pii_key": type(settings.pii_key)("another key")})
        week = settings.model_copy(update={"first_day_of_week": "sunday"})
        fiscal_year = settings.model_copy(update={"first_month_of_fiscal_year": 7})
        all_of_them = {
            fingerprint(settings),
            fingerprint(settings, datetime(2018, 1, 2)),
            fingerprint(zone),
            fingerprint(week),
            fingerprint(fiscal_year),
            fingerprint(key),
        }
        assert len(all_of_them) == 6

    def test_moves_with_a_batch_that_only_takes_rows_away(self, settings, pass_batch):
        pass_batch(1)
        before = fingerprint(settings)
        pass_batch(2, row_count=0)
        assert fingerprint(settings) != before
