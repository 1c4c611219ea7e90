"""The processes that belong together because one start made them, however deep they hide, and how to end them.

Parents die before their children and a task leaves its parent's process group, so neither ids kept in a file nor groups
are enough: a family is whoever carries its mark in the environment, sits in a session of its leaders, or descends from
one of those. All three are needed: the system hides the environment of a process that has run a task, and a session
that its leader has left can only be known from the start's notes.
"""

import contextlib
import logging
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import psutil

from warehouse.errors import EnvironmentFault

log = logging.getLogger(__name__)

_PAUSE_SECONDS = 0.2
_SECONDS_TO_DIE = 10


@dataclass(frozen=True)
class Family:
    """What the members have in common: a variable with its value, and perhaps the sessions of a known start."""

    variable: str
    value: str
    sessions: frozenset[int] = frozenset()
    started_at: float = 0.0

    def members(self) -> list[psutil.Process]:
        """Return all that live, this process and its ancestors excepted."""
        # Or one that got the number of another, which ended since the last search, would be passed over.
        psutil.process_iter.cache_clear()
        processes = [process for process in psutil.process_iter() if _lives(process)]
        marks = {process.pid: _variable_of(process, self.variable) for process in processes}
        sessions = {process.pid: _session_of(process) for process in processes}
        # Whole sessions only of leaders that are ours: another member may have been started from somebody's terminal.
        ours = {pid for pid, mark in marks.items() if mark == self.value and sessions[pid] == pid}
        # The number of a session that ended may be somebody else's by now: its leader would live without our mark.
        ours |= {number for number in self._noted_sessions() if marks.get(number) in (self.value, None)}
        found = {
            process.pid: process
            for process in processes
            if marks[process.pid] == self.value or (sessions[process.pid] in ours and self._is_young(process))
        }
        for process in list(found.values()):
            with contextlib.suppress(psutil.Error):
                found |= {child.pid: child for child in process.children(recursive=True)}
        spared = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
        return [process for pid, process in found.items() if pid not in spared and _lives(process)]

    def _noted_sessions(self) -> Iterable[int]:
        return self.sessions if self.started_at >= psutil.boot_time() else ()

    def _is_young(self, process: psutil.Process) -> bool:
        try:
            return process.create_time() >= self.started_at - 1
        except psutil.Error:
            return False


def end(find: Callable[[], list[psutil.Process]], patience_seconds: float) -> int:
    """Ask processes to end, and kill those that have not after a while; return how many had to be killed.

    Raises
    ------
    EnvironmentFault
        When one cannot be ended.
    """
    asked: set[int] = set()
    deadline = time.monotonic() + patience_seconds
    while (living := find()) and time.monotonic() < deadline:
        for process in living:
            if process.pid not in asked:
                asked.add(process.pid)
                _signal(process.terminate)
        time.sleep(_PAUSE_SECONDS)
    killed: set[int] = set()
    deadline = time.monotonic() + _SECONDS_TO_DIE
    while living := find():
        if time.monotonic() > deadline:
            numbers = ", ".join(str(process.pid) for process in living)
            raise EnvironmentFault(f"These processes do not end, not even when killed: {numbers}. End them by hand.")
        for process in living:
            killed.add(process.pid)
            _signal(process.kill)
        time.sleep(_PAUSE_SECONDS)
    return len(killed)


def _signal(send: Callable[[], None]) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        send()


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _variable_of(process: psutil.Process, variable: str) -> str | None:
    """Return a variable of a process's environment, "" without it or where the system hides it, None of the dying.

    A killed process gives its memory back, the environment with it, before the system calls it dead. With a few
    hundred MB that takes longer than a search, and its children must be found meanwhile.
    """
    try:
        shown = process.environ()
        # Some versions of Linux show an empty environment then, others say that there is no such process.
        if not shown and not process.memory_info().vms:
            return None
    except psutil.NoSuchProcess:
        return None
    except (psutil.Error, OSError):
        return ""
    return shown.get(variable, "")


def _session_of(process: psutil.Process) -> int | None:
    try:
        return os.getsid(process.pid)
    except OSError:
        return None
