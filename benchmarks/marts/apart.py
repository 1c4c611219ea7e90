"""Work in a process of its own: its imports count, nothing else's memory does, and its end ends nobody else."""

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from benchmarks.marts.child import begin

T = TypeVar("T")


@dataclass(frozen=True)
class Measured(Generic[T]):
    """What the work returned, how long its process took from start to end, and what that held at most.

    Processor seconds are those of all its threads: on a busy machine they say more than the clock.
    """

    value: T
    seconds: float
    processor_seconds: float
    peak_bytes: int


def run_apart(work: Callable[..., T], *arguments: object) -> Measured[T]:
    """Run a module's function in a new process, and wait for it; what it raises is raised here.

    Raises
    ------
    BrokenProcessPool
        When the process was killed, as the system does where memory runs out.
    """
    began = time.monotonic()
    # Spawned, so that it starts as small as a command from the terminal.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=begin) as pool:
        value, processor_seconds, peak_bytes = pool.submit(_measured, work, arguments).result()
        seconds = time.monotonic() - began
    return Measured(value, seconds, processor_seconds, peak_bytes)


def _measured(work: Callable[..., T], arguments: tuple[object, ...]) -> tuple[T, float, int]:
    return work(*arguments), time.process_time(), _peak_bytes()


def _peak_bytes() -> int:
    """Peak of this process's memory; what the system says of resources counts its parent's in, from before exec."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
