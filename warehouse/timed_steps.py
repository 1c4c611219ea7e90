"""Steps that a command carries out become rows of ``ops.task_runs``, as Airflow's tasks do.

Under Airflow a task is recorded as a whole (``orchestration.airflow_policy.step``), and the steps within it are not.
"""

import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ParamSpec, TypeVar

from warehouse.connection import lock_wait_seconds
from warehouse.settings import Settings
from warehouse.task_runs import TaskRun, append, recording

P = ParamSpec("P")
R = TypeVar("R")

_WORTH_A_LINE = 0.1


@dataclass
class _Command:
    """A command under way; ``accounted`` are the seconds of waiting for the lock that are in some line already."""

    job: str
    run: str
    accounted: float


_command: ContextVar[_Command | None] = ContextVar("command under way", default=None)


@contextmanager
def timed_command(job: str) -> Iterator[None]:
    """Record what the steps cost that are carried out meanwhile, in the name of a command."""
    token = _command.set(_Command(job, f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}", lock_wait_seconds()))
    try:
        yield
    finally:
        _command.reset(token)


def timed(task: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Name a step's task; ``{source}`` in it stands for the argument of that name. One argument is ``settings``."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)

        @functools.wraps(function)
        def carried_out(*arguments: P.args, **keywords: P.kwargs) -> R:
            command = _command.get()
            if command is None:
                return function(*arguments, **keywords)
            given = signature.bind(*arguments, **keywords).arguments
            settings, build_id = given["settings"], given.get("build_id")
            _record_wait(settings, command)
            try:
                with recording(
                    settings, job=command.job, run=command.run, task=task.format(**given), build_id=build_id
                ):
                    return function(*arguments, **keywords)
            finally:
                command.accounted = lock_wait_seconds()

        return carried_out

    return decorate


def _record_wait(settings: Settings, command: _Command) -> None:
    """A command takes the lock before the first step of a build, and may wait for it there."""
    seconds = lock_wait_seconds() - command.accounted
    if seconds < _WORTH_A_LINE:
        return
    now = datetime.now(UTC).replace(tzinfo=None)
    began = now - timedelta(seconds=seconds)
    seconds = round(seconds, 3)
    append(
        settings,
        TaskRun(command.job, command.run, "wait for the lock", 1, "success", None, began, now, seconds, seconds, None),
    )
