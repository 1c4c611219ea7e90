"""Record what runs: a step tells when it starts, what its parts made, and how it ended."""

import logging
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from warehouse.lineage.datasets import Dataset
from warehouse.settings import Settings

log = logging.getLogger(__name__)

State = Literal["START", "COMPLETE", "FAIL", "ABORT"]

_SECONDS_TO_DELIVER = 10.0


@dataclass(frozen=True)
class RunId:
    """One run of a job, and the outermost run that it belongs to."""

    namespace: str
    job: str
    run_id: str
    root: "RunId | None" = None


@dataclass(frozen=True)
class Part:
    """A finished part of a step: what it made out of what. Without times it took as long as the step so far."""

    job: str
    inputs: tuple[Dataset, ...]
    outputs: tuple[Dataset, ...]
    started_at: datetime | None = None
    ended_at: datetime | None = None
    has_failed: bool = False
    job_type: str = "TASK"


class _Emitter:
    """Sends events, and goes silent after the first that it could not send: lineage neither stops nor slows a step."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._client: Any = None
        self._is_silent = False

    def attempt(self, tell: Callable[[], Any]) -> None:
        if self._is_silent:
            return
        try:
            tell()
        except Exception as error:
            self._is_silent = True
            log.warning("The lineage of this run is not recorded (%s); the run itself goes on.", _in_a_line(error))

    def send(self, run: "RunId", parent: "RunId | None", **facts: Any) -> None:
        # The client takes a third of a second to import, which commands that only look should not pay.
        from warehouse.lineage.events import open_client, run_event  # noqa: PLC0415

        self._client = self._client or open_client(self.settings)
        self._client.emit(run_event(run, parent, **facts))

    def close(self) -> None:
        if self._client is not None:
            self.attempt(lambda: self._client.close(_SECONDS_TO_DELIVER))


class Trace:
    """The run of a step while it lasts."""

    def __init__(self, emitter: _Emitter, job: str, parent: "Trace | RunId | None", job_type: str) -> None:
        self._emitter, self._parent, self._job_type = emitter, parent, job_type
        above = parent.run if isinstance(parent, Trace) else parent
        self.run = _below(above, emitter.settings.lineage_namespace, job)
        self._above = above
        self._started_at: datetime | None = None

    def tell(self, make_parts: Callable[..., Iterable[Part]], *arguments: Any) -> None:
        """Record the parts that a function names; what goes wrong in it is lineage's business only."""
        self._emitter.attempt(lambda: self._tell_all(make_parts(*arguments)))

    def begin(self) -> None:
        """Record the start, and before it that of the run above; once."""
        if self._started_at is None:
            if isinstance(self._parent, Trace):
                self._parent.begin()
            self._started_at = datetime.now(UTC)
            self._send("START", self._started_at)

    def end(self, state: State) -> None:
        """Record the end of what has begun."""
        if self._started_at is not None:
            self._send(state, datetime.now(UTC))
        if not isinstance(self._parent, Trace):
            self._emitter.close()

    def _send(self, state: State, at: datetime) -> None:
        facts = {"state": state, "at": at, "job_type": self._job_type}
        self._emitter.attempt(lambda: self._emitter.send(self.run, self._above, **facts))

    def _tell_all(self, parts: Iterable[Part]) -> None:
        for part in parts:
            run = _below(self.run, self.run.namespace, part.job)
            begun = {"state": "START", "at": part.started_at or self._started_at}
            ended = {
                "state": "FAIL" if part.has_failed else "COMPLETE",
                "at": part.ended_at or datetime.now(UTC),
                "inputs": part.inputs,
                "outputs": () if part.has_failed else part.outputs,
            }
            for facts in (begun, ended):
                self._emitter.send(run, self.run, job_type=part.job_type, **facts)


_current: ContextVar[Trace | RunId | None] = ContextVar("lineage_run", default=None)


@contextmanager
def traced(settings: Settings, job: str) -> Iterator[Trace]:
    """Record a step: START now, COMPLETE, FAIL or ABORT (an interruption) on leaving."""
    with _tracing(settings, job, "TASK") as trace:
        trace.begin()
        yield trace


@contextmanager
def traced_command(settings: Settings, name: str) -> Iterator[None]:
    """Put the steps that follow below one run; a command that does no step records nothing."""
    with _tracing(settings, name, "COMMAND"):
        yield


@contextmanager
def under(run: RunId | None) -> Iterator[None]:
    """Let the steps that follow name a run as their parent that somebody else records."""
    token = _current.set(run)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def _tracing(settings: Settings, job: str, job_type: str) -> Iterator[Trace]:
    parent = _current.get()
    emitter = parent._emitter if isinstance(parent, Trace) else _Emitter(settings)
    trace = Trace(emitter, job, parent, job_type)
    token = _current.set(trace)
    state: State = "ABORT"
    try:
        yield trace
        state = "COMPLETE"
    except Exception:
        state = "FAIL"
        raise
    finally:
        _current.reset(token)
        trace.end(state)


def _below(parent: RunId | None, namespace: str, job: str) -> RunId:
    return RunId(namespace, job, str(uuid.uuid4()), (parent.root or parent) if parent else None)


def _in_a_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())
