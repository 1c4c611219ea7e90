"""The build file has one writer at a time: an OS lock says who, and waiting says how long."""

import json
import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from warehouse.errors import EnvironmentFault, LockHeld
from warehouse.faults import is_system_fault, reason_of, system_faults
from warehouse.migrations import migrate
from warehouse.settings import Settings

log = logging.getLogger(__name__)

_PATIENCE_BEFORE_SAYING_SO = 2.0

_waited = threading.local()


def lock_wait_seconds() -> float:
    """Seconds that this thread has waited for the warehouse's lock since it began; take the difference of two calls."""
    return getattr(_waited, "seconds", 0.0)


@contextmanager
def warehouse_lock(settings: Settings, purpose: str) -> Iterator[None]:
    """Hold the build file's lock; re-entrant within a thread, while other threads and processes wait.

    The lock is advisory (flock), so the system frees it when its holder dies, however it dies.

    Raises
    ------
    LockHeld
        When another process holds it for longer than ``lock_timeout_seconds``.
    """
    _make_folder(settings)
    lock = FileLock(settings.lock_file, is_singleton=True)
    began = time.monotonic()
    try:
        _acquire(lock, settings)
    except OSError as error:
        raise EnvironmentFault(f"The lock file {settings.lock_file} cannot be written: {error.strerror}.") from error
    finally:
        _waited.seconds = lock_wait_seconds() + time.monotonic() - began
    is_outermost = lock.lock_counter == 1
    try:
        if is_outermost:
            _sign(settings, purpose)
        yield
    finally:
        if is_outermost:
            # Before the release: afterwards the note may already be the next holder's.
            _note(settings).unlink(missing_ok=True)
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
        log.warning(
            "Waiting up to %.0f s for the warehouse, held by %s.", wait, lock_holder(settings) or "another process"
        )
        try:
            lock.acquire(timeout=max(0.0, wait - _PATIENCE_BEFORE_SAYING_SO))
        except Timeout:
            raise LockHeld(
                f"The warehouse {settings.build_file} is held by {lock_holder(settings) or 'another process'}, and did "
                f"not become free within {wait:.0f} s. Wait for it to end, or raise SEGMART_LOCK_TIMEOUT_SECONDS."
            ) from None


def _note(settings: Settings) -> Path:
    """Path of the holder's note; it lies beside the lock, because the lock file itself may be locked."""
    return settings.lock_file.with_suffix(".json")


def _sign(settings: Settings, purpose: str) -> None:
    """Leave a note for those who wait. The lock holds without one: the upkeep that frees a full disk must go on."""
    note = {
        "purpose": purpose,
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    try:
        _note(settings).write_text(json.dumps(note))
    except OSError as error:
        log.warning("Who holds the warehouse could not be noted in %s: %s.", _note(settings), error.strerror)


def lock_holder(settings: Settings) -> str:
    """Who holds the lock, in words; an empty string when nobody does.

    A holder's note is gone when it lets go, so the lock itself is tried only while somebody holds it or after a
    crash: looking does not get in the way of those who wait.
    """
    try:
        note = json.loads(_note(settings).read_text())
    except FileNotFoundError:
        return ""
    except (OSError, ValueError):
        note = None
    if _is_free(settings):
        return ""
    try:
        return f"'{note['purpose']}' (process {note['pid']} on {note['host']}, since {note['since']})"
    except (TypeError, KeyError):
        return "another process"


def lock_held_since(settings: Settings) -> datetime | None:
    """Naive UTC moment at which the lock was taken; None when nobody holds it, or nobody knows."""
    if not lock_holder(settings):
        return None
    try:
        since = json.loads(_note(settings).read_text())["since"]
        return datetime.fromisoformat(since).astimezone(UTC).replace(tzinfo=None)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _is_free(settings: Settings) -> bool:
    try:
        with FileLock(settings.lock_file, is_singleton=False).acquire(timeout=0):
            return True
    except Timeout:
        return False
    except OSError:
        # Somebody who may only look cannot try the lock; the note is all that they can know.
        return False


def duckdb_config(settings: Settings) -> dict[str, str]:
    """Limits that every connection of ours gets."""
    return {"memory_limit": settings.memory_limit} if settings.memory_limit else {}


def _create_build_file(path: Path) -> None:
    """Create the file under another name first: half of one, left by a full disk or a kill, could never be opened."""
    draft = path.with_name(f".{path.name}.new")
    for leftover in (draft, draft.with_name(f"{draft.name}.wal")):
        leftover.unlink(missing_ok=True)
    with duckdb.connect(str(draft)) as connection:
        migrate(connection)
        # Closing would do it as well, but say nothing when the system refuses.
        connection.execute("checkpoint")
    # The vault of personal data lies in it.
    draft.chmod(0o600)
    draft.replace(path)


@contextmanager
def build_connection(settings: Settings, purpose: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the build file for writing, with the ``ops`` tables in place, under the lock.

    The connection is closed on leaving, because dbt and Great Expectations open the same file with settings of
    their own, and DuckDB lets them do so only when nobody else in the process has it open.

    Raises
    ------
    EnvironmentFault
        When the file cannot be opened, or the system refuses a write (a full disk) while it is open.
    """
    with warehouse_lock(settings, purpose):
        if not settings.build_file.exists():
            with system_faults(f"Creating {settings.build_file}", "Mend that and run it again."):
                _create_build_file(settings.build_file)
        try:
            connection = duckdb.connect(str(settings.build_file), config=duckdb_config(settings))
        except duckdb.IOException as error:
            raise EnvironmentFault(
                f"The warehouse {settings.build_file} cannot be opened: {reason_of(error)}. "
                "If another program has it open, close that; otherwise restore it from a backup."
            ) from error
        try:
            connection.execute("set TimeZone = 'UTC'")
            # DuckDB shows one of its own, on standard output, where it takes a process for an interactive one.
            connection.execute("set enable_progress_bar = false")
            migrate(connection)
            yield connection
        except duckdb.Error as error:
            if not is_system_fault(error):
                raise
            raise EnvironmentFault(
                f"Work on {settings.build_file} stopped: {reason_of(error)}. "
                "What was committed stays; mend that and run it again."
            ) from error
        finally:
            connection.close()
