"""What every task cost: told at once beside the build file, and entered into ``ops.task_runs`` when that is open.

A task that failed because it did not get the lock could not write into the build file; so each try appends a line to
``task_runs.jsonl``, and whoever closes a build or maintains the home enters them.
"""

import fcntl
import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import duckdb

from warehouse import durable
from warehouse.connection import lock_wait_seconds
from warehouse.errors import EnvironmentFault, KeyFault, NothingNew
from warehouse.faults import is_system_fault
from warehouse.settings import Settings

log = logging.getLogger(__name__)

State = Literal["success", "skipped", "retried", "failed"]

_ENTER = """
insert into ops.task_runs
select $job, $run, $task, $try_number, $state, $build_id, $started_at, $ended_at, $seconds, $lock_wait_seconds, $message
where not exists (
    from ops.task_runs
    where job = $job and run = $run and task = $task and try_number = $try_number and started_at = $started_at
)
"""
_LONGEST_MESSAGE = 1000
# A state that the table does not know, a number that is none or too large, text that is no text.
_REFUSALS = (duckdb.DataError, duckdb.IntegrityError, duckdb.InvalidInputException)


@dataclass(frozen=True)
class TaskRun:
    """One row of ``ops.task_runs``; all times are naive UTC."""

    job: str
    run: str
    task: str
    try_number: int
    state: State
    build_id: int | None
    started_at: datetime
    ended_at: datetime
    seconds: float
    lock_wait_seconds: float
    message: str | None


@dataclass
class _Try:
    """A try that is under way, and the build that it turned out to belong to."""

    build_id: int | None


_under_way: ContextVar[_Try | None] = ContextVar("try under way", default=None)


def note_build(build_id: int) -> None:
    """Say which build the task at hand belongs to, if it could not know when it began."""
    if under_way := _under_way.get():
        under_way.build_id = build_id


def may_pass(error: BaseException) -> bool:
    """Whether another try may go better: the machine was at fault (lock, disk), or somebody stopped the task."""
    if isinstance(error, KeyFault):
        return False
    return not isinstance(error, Exception) or isinstance(error, EnvironmentFault) or is_system_fault(error)


@contextmanager
def recording(
    settings: Settings,
    *,
    job: str,
    run: str,
    task: str,
    try_number: int = 1,
    build_id: int | None = None,
    is_last_try: bool = True,
) -> Iterator[None]:
    """Record how long a task took, how long it waited for the lock, and how it ended; errors go on as they are."""
    state, message = "success", None
    under_way = _Try(build_id)
    token = _under_way.set(under_way)
    started_at, began, waited = _wall_clock(), time.monotonic(), lock_wait_seconds()
    try:
        yield
    except BaseException as error:
        message = str(error) or type(error).__name__
        if isinstance(error, NothingNew):
            state = "skipped"
        else:
            state = "failed" if is_last_try or not may_pass(error) else "retried"
        raise
    finally:
        _under_way.reset(token)
        append(
            settings,
            TaskRun(
                job=job,
                run=run,
                task=task,
                try_number=try_number,
                state=state,
                build_id=under_way.build_id,
                started_at=started_at,
                ended_at=_wall_clock(),
                seconds=round(time.monotonic() - began, 3),
                lock_wait_seconds=round(lock_wait_seconds() - waited, 3),
                message=_encodable(message)[:_LONGEST_MESSAGE] if message else None,
            ),
        )


def append(settings: Settings, task_run: TaskRun) -> None:
    """Add a line to the file beside the build file. No task fails because its cost cannot be noted."""
    line = json.dumps(asdict(task_run), default=str).encode() + b"\n"
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        durable.append_line(_file(settings), line, 0o600)
    except OSError as error:
        log.warning("The cost of %s could not be noted in %s: %s.", task_run.task, _file(settings), error.strerror)


def _file(settings: Settings) -> Path:
    return settings.home / "task_runs.jsonl"


def absorb(connection: duckdb.DuckDBPyConnection, settings: Settings) -> set[int]:
    """Move all lines into ``ops.task_runs``, and return the builds that they are about.

    The file is set aside by its name, entered, and only then removed. After a crash in between it is entered again,
    which changes nothing, because a try that is there already is passed over. The caller holds the warehouse's lock.
    """
    file = _file(settings)
    if file.exists():
        file.rename(file.with_name(f"{file.name}.{time.time_ns()}.aside"))
    aside = sorted(settings.home.glob(f"{file.name}.*.aside"))
    task_runs = [task_run for path in aside for task_run in _read(path)]
    try:
        _enter_all(connection, task_runs)
    except _REFUSALS:
        task_runs = [task_run for task_run in task_runs if _is_entered(connection, task_run)]
    for path in aside:
        path.unlink()
    return {task_run.build_id for task_run in task_runs if task_run.build_id is not None}


def _enter_all(connection: duckdb.DuckDBPyConnection, task_runs: list[TaskRun]) -> None:
    connection.begin()
    try:
        for task_run in task_runs:
            connection.execute(_ENTER, asdict(task_run))
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


def _is_entered(connection: duckdb.DuckDBPyConnection, task_run: TaskRun) -> bool:
    """Enter a try in a transaction of its own, so that one that the table refuses costs no other."""
    try:
        connection.execute(_ENTER, asdict(task_run))
    except _REFUSALS as error:
        log.warning("A try of %s cannot be entered, and is passed over: %s", task_run.task, error)
        return False
    return True


def _read(path: Path) -> list[TaskRun]:
    with path.open("rb") as stream:
        # Whoever has just locked the file under its old name is still writing.
        fcntl.flock(stream, fcntl.LOCK_SH)
        lines = stream.read().splitlines()
    found = [_task_run(line) for line in lines if line]
    if None in found:
        log.warning("%d lines of %s cannot be read, and are passed over.", found.count(None), path)
    return [task_run for task_run in found if task_run is not None]


def _task_run(line: bytes) -> TaskRun | None:
    try:
        said = json.loads(line)
        facts = {field.name: _encodable(said[field.name]) for field in fields(TaskRun)}
        moments = {name: datetime.fromisoformat(facts[name]) for name in ("started_at", "ended_at")}
    except (ValueError, KeyError, TypeError):
        return None
    return TaskRun(**facts | moments)


def _encodable(fact: Any) -> Any:
    """Return text with what UTF-8 does not know spelled out: half of a pair, or a byte of a file's odd name."""
    return fact.encode("utf-8", "backslashreplace").decode() if isinstance(fact, str) else fact


def _wall_clock() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
