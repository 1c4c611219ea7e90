"""Each try is noted once, whatever happens between noting it and entering it."""

import json
import threading
from datetime import datetime

import duckdb
import pytest

from warehouse.build_figures import absorb_task_runs, record_figures
from warehouse.connection import build_connection, warehouse_lock
from warehouse.errors import EnvironmentFault, NothingNew, Refused
from warehouse.task_runs import TaskRun, absorb, append, note_build, recording
from warehouse.timed_steps import timed, timed_command

NOTED = datetime(2018, 1, 1, 5)


def a_try(number: int, **facts) -> TaskRun:
    told = {
        "job": "build_marts",
        "run": "r",
        "task": "marts",
        "try_number": number,
        "state": "success",
        "build_id": 7,
        "started_at": NOTED,
        "ended_at": NOTED,
        "seconds": 10.0,
        "lock_wait_seconds": 1.5,
        "message": None,
    }
    return TaskRun(**told | facts)


def entered(settings, columns="*") -> list[tuple]:
    with build_connection(settings, "test") as connection:
        absorb(connection, settings)
        return connection.execute(f"select {columns} from ops.task_runs order by started_at, try_number").fetchall()


def lines(settings) -> list[dict]:
    return [json.loads(line) for line in (settings.home / "task_runs.jsonl").read_text().splitlines()]


class TestRecording:
    def test_success(self, settings):
        with recording(settings, job="load_web", run="r1", task="load"):
            note_build(7)
        (line,) = lines(settings)
        assert (line["job"], line["run"], line["task"], line["try_number"]) == ("load_web", "r1", "load", 1)
        assert (line["state"], line["build_id"], line["message"]) == ("success", 7, None)
        assert line["seconds"] >= line["lock_wait_seconds"] >= 0

    @pytest.mark.parametrize(
        ("error", "is_last_try", "state"),
        [
            (NothingNew("nothing"), False, "skipped"),
            (Refused("no"), False, "failed"),
            (ValueError("a defect"), False, "failed"),
            (EnvironmentFault("full disk"), False, "retried"),
            (EnvironmentFault("full disk"), True, "failed"),
            (KeyboardInterrupt(), False, "retried"),
            (KeyboardInterrupt(), True, "failed"),
        ],
    )
    def test_errors_go_on_and_say_how_it_ended(self, settings, error, is_last_try, state):
        with (
            pytest.raises(type(error)),
            recording(settings, job="j", run="r", task="t", is_last_try=is_last_try),
        ):
            raise error
        (line,) = lines(settings)
        assert (line["state"], line["message"]) == (state, str(error) or type(error).__name__)

    def test_time_spent_waiting_for_the_lock_is_counted(self, settings):
        is_held = threading.Event()

        def hold():
            with warehouse_lock(settings, "other"):
                is_held.set()
                waiting.wait(0.3)

        waiting = threading.Event()
        other = threading.Thread(target=hold)
        other.start()
        is_held.wait()
        with recording(settings, job="j", run="r", task="t"), warehouse_lock(settings, "ours"):
            pass
        other.join()
        (line,) = lines(settings)
        assert 0.05 < line["lock_wait_seconds"] <= line["seconds"]

    def test_no_task_fails_because_it_could_not_be_noted(self, settings, caplog):
        (settings.home / "task_runs.jsonl").mkdir(parents=True)
        with recording(settings, job="j", run="r", task="marts"):
            pass
        assert "The cost of marts could not be noted" in caplog.text


class TestAbsorbing:
    def test_it_enters_what_was_noted_and_says_about_which_builds(self, settings):
        for task_run in (a_try(1), a_try(2, build_id=8), a_try(3, build_id=None)):
            append(settings, task_run)
        with build_connection(settings, "test") as connection:
            assert absorb(connection, settings) == {7, 8}
            assert absorb(connection, settings) == set()
        assert entered(settings)[0] == tuple(vars(a_try(1)).values())
        assert entered(settings, "try_number") == [(1,), (2,), (3,)]
        assert list(settings.home.glob("task_runs*")) == []

    def test_a_failure_before_it_was_entered_loses_nothing(self, settings):
        append(settings, a_try(1))
        with build_connection(settings, "test") as connection:
            connection.execute("alter table ops.task_runs rename to mislaid")
            with pytest.raises(duckdb.CatalogException):
                absorb(connection, settings)
            connection.execute("alter table ops.mislaid rename to task_runs")
        append(settings, a_try(2))
        assert entered(settings, "try_number") == [(1,), (2,)]

    def test_a_crash_after_it_was_entered_doubles_nothing(self, settings):
        append(settings, a_try(1))
        append(settings, a_try(2))
        left_behind = settings.home / "task_runs.jsonl.1.aside"
        left_behind.write_bytes((settings.home / "task_runs.jsonl").read_bytes())
        assert entered(settings, "try_number") == [(1,), (2,)]
        assert not left_behind.exists()

    def test_half_a_line_of_a_crash_costs_no_other_line(self, settings, caplog):
        append(settings, a_try(1))
        with (settings.home / "task_runs.jsonl").open("a") as stream:
            stream.write('{"job": "build_ma')
        append(settings, a_try(2))
        assert entered(settings, "try_number") == [(1,), (2,)]
        assert "1 lines" in caplog.text

    def test_a_message_that_names_a_file_with_an_odd_name(self, settings):
        with pytest.raises(OSError, match="denied"), recording(settings, job="j", run="r", task="t"):
            raise PermissionError(13, "denied", b"extract \xff.csv".decode("utf-8", "surrogateescape"))
        # As earlier releases noted it.
        append(settings, a_try(1, message="extract \udcff.csv"))
        assert [message.count(r"\udcff") for (message,) in entered(settings, "message")] == [1, 1]

    def test_a_try_that_the_table_refuses_costs_no_other(self, settings, caplog):
        for task_run in (a_try(1), a_try(2, state="odd", build_id=9), a_try(3), a_try(2**40), a_try(4, seconds="x")):
            append(settings, task_run)
        with build_connection(settings, "test") as connection:
            assert absorb(connection, settings) == {7}
        assert entered(settings, "try_number") == [(1,), (3,)]
        assert caplog.text.count("A try of marts cannot be entered") == 3
        assert list(settings.home.glob("task_runs*")) == []

    def test_what_is_noted_at_the_same_moment_is_entered_sooner_or_later(self, settings):
        """Writers race with a reader that sets the file aside again and again."""
        writers = [
            threading.Thread(target=lambda first: [append(settings, a_try(first + n)) for n in range(200)], args=(n,))
            for n in (0, 1000)
        ]
        with build_connection(settings, "test") as connection:
            for writer in writers:
                writer.start()
            while any(writer.is_alive() for writer in writers):
                absorb(connection, settings)
        expected = [(first + n,) for first in (0, 1000) for n in range(200)]
        assert entered(settings, "try_number") == expected


def test_a_build_is_told_what_its_tries_cost_and_what_it_made(settings, make_build):
    make_build(settings, build_id=7)
    append(settings, a_try(1, state="retried"))
    append(settings, a_try(2, seconds=2.5))
    append(settings, a_try(1, build_id=None, task="load"))
    with build_connection(settings, "test") as connection:
        record_figures(settings, connection, 7)
        figures = connection.execute(
            "select work_seconds, lock_wait_seconds, row_count, byte_count from ops.builds"
        ).fetchone()
        # 40 customers, and their segments.
        assert figures[:3] == (12.5, 3.0, 80)
        assert figures[3] > 0
        append(settings, a_try(3, seconds=1, task="publish"))
        absorb_task_runs(settings, connection)
        assert connection.execute("select work_seconds from ops.builds").fetchone() == (13.5,)


class TestStepsOfACommand:
    @staticmethod
    @timed("load {source}")
    def load(settings, source):
        return f"loaded {source}"

    def test_are_noted_in_its_name(self, settings):
        with timed_command("segmart run"):
            assert self.load(settings, "web") == "loaded web"
            self.load(settings, source="crm")
        first, second = lines(settings)
        assert (first["job"], first["task"], second["task"]) == ("segmart run", "load web", "load crm")
        assert first["run"] == second["run"]

    def test_are_not_noted_without_one_as_under_airflow(self, settings):
        self.load(settings, "web")
        assert not settings.home.exists()

    def test_a_wait_between_two_steps_is_noted_as_one(self, settings):
        is_held, waiting = threading.Event(), threading.Event()

        def hold():
            with warehouse_lock(settings, "other"):
                is_held.set()
                waiting.wait(0.3)

        other = threading.Thread(target=hold)
        other.start()
        is_held.wait()
        with timed_command("segmart build"), warehouse_lock(settings, "build"):
            self.load(settings, "web")
        other.join()
        wait, load = lines(settings)
        assert wait["task"] == "wait for the lock"
        assert wait["lock_wait_seconds"] > 0.05
        assert (load["task"], load["lock_wait_seconds"]) == ("load web", 0.0)
