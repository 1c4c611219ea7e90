"""A family is found however its members hide, and ended however they resist; strangers stay."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping

import psutil
import pytest

from orchestration.process_family import Family, end

MARK = "SEGMART_TEST_FAMILY"

# Each says when it is ready, so that nobody waits by the clock.
SLEEPER = "print('ready', flush=True); import time; time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPER}"
# Leaves the session, the group and its parent, as a daemon does.
DAEMON = f"""
import os, sys
if os.fork():
    os._exit(0)
os.setsid()
if os.fork():
    os._exit(0)
{SLEEPER}
"""
# A child that the mark does not show in, as the system hides the environment of whoever ran a task.
WITH_HIDDEN_CHILD = f"""
import subprocess, sys
subprocess.Popen([sys.executable, "-c", {SLEEPER!r}], env={{}})
import time; time.sleep(60)
"""


@pytest.fixture
def begin():
    """Start a program of this test's own and wait until it is ready."""
    begun = []

    def start(program: str, mark: str | None, inherited: Mapping[str, str] = os.environ) -> subprocess.Popen:
        environment = {**inherited, MARK: mark} if mark else inherited
        process = subprocess.Popen(
            [sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        begun.append(process)
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in begun:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def name(tmp_path) -> str:
    return str(tmp_path)


@pytest.mark.parametrize(
    "program", [SLEEPER, STUBBORN, DAEMON, WITH_HIDDEN_CHILD], ids=["plain", "stubborn", "daemon", "hidden"]
)
def test_every_member_is_found_and_ended(begin, name, program):
    begin(program, name)
    family = Family(MARK, name)
    assert family.members()

    killed = end(family.members, patience_seconds=0.5)

    assert family.members() == []
    assert killed == (1 if program == STUBBORN else 0)


@pytest.mark.parametrize("is_buried", [True, False])
def test_a_session_is_searched_that_its_leader_has_left(begin, name, is_buried):
    began = time.time()
    leader = begin(WITH_HIDDEN_CHILD, None)
    leader.kill()
    # A kill returns before the killed is dead.
    os.waitid(os.P_PID, leader.pid, os.WEXITED | (0 if is_buried else os.WNOWAIT))

    family = Family(MARK, name, frozenset({leader.pid}), began)

    assert len(family.members()) == 1
    assert end(family.members, patience_seconds=5) == 0


@pytest.mark.parametrize("kernel", ["old", "new"])
def test_a_session_is_searched_that_its_leader_is_about_to_leave(begin, name, kernel, monkeypatch):
    began = time.time()
    leader = begin(WITH_HIDDEN_CHILD, name)
    family = Family(MARK, name, frozenset({leader.pid}), began)
    both = {process.pid for process in family.members()}
    assert len(both) == 2

    lose_memory(monkeypatch, leader.pid, kernel)

    assert {process.pid for process in family.members()} == both
    monkeypatch.undo()
    assert end(family.members, patience_seconds=5) == 0


def lose_memory(monkeypatch, pid: int, kernel: str) -> None:
    """Make a living process look as a killed one does while it gives its memory back."""
    environ, memory_info = psutil.Process.environ, psutil.Process.memory_info

    def no_environ(process):
        if process.pid != pid:
            return environ(process)
        if kernel == "new":
            raise psutil.NoSuchProcess(pid)
        return {}

    def no_memory(process):
        return memory_info(process)._replace(**({"vms": 0} if process.pid == pid else {}))

    monkeypatch.setattr(psutil.Process, "environ", no_environ)
    monkeypatch.setattr(psutil.Process, "memory_info", no_memory)


@pytest.mark.parametrize(("mark", "inherited"), [("/another/home", os.environ), (None, {})], ids=["marked", "empty"])
def test_another_homes_family_is_left_alone(begin, name, mark, inherited):
    stranger = begin(SLEEPER, mark, inherited)

    # Its session has the number that our notes of an earlier start name.
    family = Family(MARK, name, frozenset({stranger.pid}), time.time() - 60)

    assert family.members() == []
    assert stranger.poll() is None


def test_notes_from_before_a_reboot_are_not_believed(begin, name):
    stranger = begin(SLEEPER, None)
    noted = Family(MARK, name, frozenset({stranger.pid}), psutil.boot_time() - 60)
    assert noted.members() == []


def test_who_asks_is_no_member(name):
    """`make down` may be called by a process of the family, such as a task."""
    program = f"""
from orchestration.process_family import Family
print([process.pid for process in Family({MARK!r}, {name!r}).members()])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, MARK: name}, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_ending_tries_gently_first(begin, name):
    program = f"import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(7)); {SLEEPER}"
    process = begin(program, name)
    assert end(Family(MARK, name).members, patience_seconds=5) == 0
    assert process.wait() == 7
    assert process.returncode != -signal.SIGKILL
