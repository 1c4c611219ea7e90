"""Loads in processes of their own, which can be killed, starved of disk, or stripped of their rights."""

import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable
from typing import Any

import duckdb

from extract_load import load
from extract_load.contracts import read_contracts
from extract_load.report import LoadReport
from warehouse.errors import SegmartError
from warehouse.settings import Settings

NOBODY = 65534
SMALL_TRANSACTIONS = 3000

# The server has imported everything once; each worker is a fork of it that begins to load at once.
_WORKERS = multiprocessing.get_context("forkserver")
_WORKERS.set_forkserver_preload(["tests.load_worker", "extract_load.formats", "warehouse.connection"])


def statements_of_load(settings: Settings) -> int:
    """Load to the end; return how often DuckDB was called."""
    with _WORKERS.Pool(1) as pool:
        return pool.apply(_load_counted, (settings,))


def kill_in_load(settings: Settings, statement: int, seconds: float) -> int:
    """Begin a load and kill it so many seconds after DuckDB's nth call; return the exit code (0: it was faster)."""
    worker = _WORKERS.Process(target=_load_counted, args=(settings, statement, seconds))
    worker.start()
    worker.join()
    return worker.exitcode


def with_file_size_limit(settings: Settings, byte_count: int) -> str:
    """Load where no file may grow beyond so many bytes; return the error's type and sentence, or nothing."""
    with _WORKERS.Pool(1) as pool:
        return pool.apply(_load_within, (settings, byte_count))


def as_nobody(settings: Settings) -> LoadReport:
    """Load as somebody whom the system forbids things: root may read everything."""
    with _WORKERS.Pool(1) as pool:
        return pool.apply(_load_as_nobody, (settings,))


def _load(settings: Settings) -> LoadReport:
    load._BYTES_PER_TRANSACTION = SMALL_TRANSACTIONS
    return load.load_source(settings, read_contracts(settings)["shop"])


def _load_counted(settings: Settings, fatal: int = 0, seconds: float = 0) -> int:
    """Count DuckDB's calls, and die of the fatal one (0: of none)."""
    count = 0

    def on_call() -> None:
        nonlocal count
        count += 1
        if count == fatal:
            threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGKILL)).start()

    connect = duckdb.connect
    duckdb.connect = lambda *args, **kwargs: Counted(connect(*args, **kwargs), on_call)
    _load(settings)
    return count


class Counted:
    """A connection that tells of each call."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, on_call: Callable[[], None]) -> None:
        self._connection = connection
        self._on_call = on_call

    def __getattr__(self, name: str) -> Any:
        self._on_call()
        return getattr(self._connection, name)

    def __enter__(self) -> "Counted":
        return self

    def __exit__(self, *error: object) -> None:
        self._connection.close()


def _load_within(settings: Settings, byte_count: int) -> str:
    resource.setrlimit(resource.RLIMIT_FSIZE, (byte_count, byte_count))
    try:
        _load(settings)
    except SegmartError as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _load_as_nobody(settings: Settings) -> LoadReport:
    if os.geteuid() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    return _load(settings)
