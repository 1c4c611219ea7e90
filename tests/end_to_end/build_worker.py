"""A worker that does the tasks of ``build_marts`` one after the other, and says which it begins; made to be killed.

It lives in processes that a fork server makes, with dbt's project parsed already: so a trial costs its build alone.
"""

import logging
import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

from orchestration import steps
from tests.build_tasks import TASKS
from warehouse.dbt_runner import read_manifest
from warehouse.settings import Settings

with TemporaryDirectory() as folder:
    read_manifest(Settings(home=Path(folder), _env_file=None))


def _do(settings: Settings, task: str, known: dict) -> None:
    """Do one task with what earlier tasks returned, as the DAG passes it on."""
    calls: dict[str, Callable[[], object]] = {
        "open_build": lambda: known.update(build_id=steps.open_build(settings)),
        "resolve_identities": lambda: steps.resolve_identities(settings, known["build_id"]),
        "judge_staging": lambda: steps.judge_layer(settings, known["build_id"], "staging"),
        "judge_marts": lambda: steps.judge_layer(settings, known["build_id"], "marts"),
        "score": lambda: known.update(model_version=steps.score(settings, known["build_id"])),
        "finish_build": lambda: steps.finish_build(settings, known["build_id"], known["model_version"]),
        "publish": lambda: steps.publish(settings),
    }
    calls.get(task, lambda: steps.build_layer(settings, known["build_id"], task))()


def _work(settings: Settings, tasks: tuple[str, ...], known: dict, to_parent: Connection) -> None:
    logging.disable()
    for task in tasks:
        to_parent.send(("begins", task, dict(known)))
        _do(settings, task, known)
    to_parent.send(("ends", None, dict(known)))


class Worker:
    """A process at work on some of the tasks."""

    _context = multiprocessing.get_context("forkserver")
    _context.set_forkserver_preload([__name__])

    def __init__(self, settings: Settings, tasks: tuple[str, ...] = TASKS, known: dict | None = None) -> None:
        self._from_child, to_parent = self._context.Pipe(duplex=False)
        self._process = self._context.Process(target=_work, args=(settings, tasks, known or {}, to_parent))
        self._process.start()
        to_parent.close()

    def finish(self) -> dict[str, float]:
        """Let it do all its tasks, and return the seconds that each took."""
        began, at = {}, time.monotonic()
        while True:
            said, task, _ = self._from_child.recv()
            if said == "ends":
                break
            began[task] = time.monotonic()
        self._process.join()
        ends = [*list(began.values())[1:], time.monotonic()]
        assert self._process.exitcode == 0
        assert at <= ends[-1]
        return {task: end - begin for (task, begin), end in zip(began.items(), ends, strict=True)}

    def kill_in(self, wanted: str, after: float) -> dict:
        """Kill it ``after`` seconds into a task; return what the tasks before had returned."""
        while True:
            _, task, known = self._from_child.recv()
            if task == wanted:
                break
        self._process.join(timeout=after)
        self._process.kill()
        self._process.join()
        return known
