"""The build file has one writer at a time: an OS lock says who, and waiting says how long."""

import json
import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import duckdb
from filelock import FileLock, Timeout

from warehouse.errors import EnvironmentFault, LockHeld
from warehouse.ops import create_ops_tables
from warehouse.settings import Settings

log = logging.getLogger(__name__)

_PATIENCE_BEFORE_SAYING_SO = 2.0


@contextmanager
def warehouse_lock(settings: Settings, purpose: str) -> Iterator[None]:
    """Hold the build file's lock; re-entrant within a process.

    The lock is advisory (flock), so the system frees it when its holder dies, however it dies.

    Raises
    ------
    LockHeld
        When another process holds it for longer than ``lock_timeout_seconds``.
    """
    _make_folder(settings)
    lock = FileLock(settings.lock_file, is_singleton=True)
    try:
        _acquire(lock, settings)
    except OSError as error:
        raise EnvironmentFault(f"The lock file {settings.lock_file} cannot be written: {error.strerror}.") from error
    try:
        if lock.lock_counter == 1:
            _sign(settings, purpose)
        yield
    finally:
        lock.release()


def _make_folder(settings: Settings) -> None:
    try:
        settings.lock_file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentFault(
            f"SEGMART_HOME {settings.home} cannot be written: {error.strerror}. "
            "Point SEGMART_HOME to a folder that this user may write."
        ) from error


def _acquire(lock: FileLock, settings: Settings) -> None:
    wait = settings.lock_timeout_seconds
    try:
        lock.acquire(timeout=min(_PATIENCE_BEFORE_SAYING_SO, wait))
    except Timeout:
        log.warning("Waiting up to %.0f s for the warehouse, held by %s.", wait, lock_holder(settings))
        try:
            lock.acquire(timeout=max(0.0, wait - _PATIENCE_BEFORE_SAYING_SO))
        except Timeout:
            raise LockHeld(
                f"The warehouse {settings.build_file} is held by {lock_holder(settings)}, and did not become free "
                f"within {wait:.0f} s. Wait for it to end, or raise SEGMART_LOCK_TIMEOUT_SECONDS."
            ) from None


def _sign(settings: Settings, purpose: str) -> None:
    """Leave a note for those who wait; it lies beside the lock, because the lock file itself may be locked."""
    note = {
        "purpose": purpose,
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    settings.lock_file.with_suffix(".json").write_text(json.dumps(note))


def lock_holder(settings: Settings) -> str:
    """Who holds the lock, in words; an empty string when nobody does."""
    probe = FileLock(settings.lock_file, is_singleton=False)
    if not settings.lock_file.exists():
        return ""
    try:
        with probe.acquire(timeout=0):
            return ""
    except Timeout:
        pass
    try:
        note = json.loads(settings.lock_file.with_suffix(".json").read_text())
    except (OSError, json.JSONDecodeError):
        return "an unknown process"
    return f"'{note['purpose']}' (process {note['pid']} on {note['host']}, since {note['since']})"


@contextmanager
def build_connection(settings: Settings, purpose: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the build file for writing, with the ``ops`` tables in place, under the lock.

    The connection is closed on leaving, because dbt and Great Expectations open the same file with settings of
    their own, and DuckDB lets them do so only when nobody else in the process has it open.
    """
    with warehouse_lock(settings, purpose):
        config = {"memory_limit": settings.memory_limit} if settings.memory_limit else {}
        try:
            connection = duckdb.connect(str(settings.build_file), config=config)
        except duckdb.IOException as error:
            raise EnvironmentFault(f"The warehouse {settings.build_file} cannot be opened: {error}") from error
        try:
            connection.execute("set TimeZone = 'UTC'")
            create_ops_tables(connection)
            yield connection
        finally:
            connection.close()
