"""The life of a build: open with an as_of and a limit on the raw batches it reads; then passed, refused or failed.

A build that was made only to train on its marts ends as prepared, and is never published.
"""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from warehouse import journal
from warehouse.connection import build_connection
from warehouse.errors import EnvironmentFault, Refused
from warehouse.faults import is_system_fault
from warehouse.pii_key import read_pii_key
from warehouse.settings import REPOSITORY, Settings

_COLUMNS = "build_id, as_of, raw_through_batch, fingerprint, state, model_version, message"
_LOGIC = {
    "dbt_project": ("models/**/*.*", "macros/**/*.sql", "seeds/**/*.*", "dbt_project.yml"),
    "expectations": ("**/*.py",),
    "ml_tasks": ("**/*.py", "**/*.sql"),
}


@dataclass(frozen=True)
class Build:
    """One row of ``ops.builds``."""

    build_id: int
    as_of: datetime
    raw_through_batch: int
    fingerprint: str
    state: str
    model_version: str | None
    message: str | None


def open_build(settings: Settings, as_of: datetime, *, take_over: bool = True) -> Build:
    """Open a build over the batches that have passed their gate so far.

    A build that is still open is closed as failed: it was interrupted, or this one takes over its tables. Without
    ``take_over`` it is left alone.

    Raises
    ------
    Refused
        When no batch has passed the load gate.
    EnvironmentFault
        When the key is not the one that this home began with, or when another build is open, which may not be taken
        over; it may have ended the next time.
    """
    with build_connection(settings, "open build") as connection:
        raw_through_batch = newest_passed_batch(connection)
        if raw_through_batch is None:
            raise Refused("There is nothing to build: no batch has passed the load gate. Run `segmart load` first.")
        _require_same_key(settings, connection)
        abandoned = connection.execute("select build_id, opened_at from ops.builds where state = 'open'").fetchall()
        if abandoned and not take_over:
            other, opened_at = abandoned[0]
            raise EnvironmentFault(
                f"Build {other} is open since {opened_at:%Y-%m-%d %H:%M:%S} UTC. Wait for it to end; if it was killed, "
                "`segmart build` clears it away."
            )
        (build_id,) = connection.execute("select nextval('ops.build_ids')").fetchone()
        for other, _ in abandoned:
            _end(connection, other, "failed", f"it did not end before build {build_id} began", None)
        connection.execute(
            f"insert into ops.builds ({_COLUMNS}, opened_at) values (?, ?, ?, ?, 'open', null, null, ?)",
            [build_id, as_of, raw_through_batch, inputs_fingerprint(settings, connection, as_of), _wall_clock()],
        )
        return newest_build(connection)


def _require_same_key(settings: Settings, connection: duckdb.DuckDBPyConnection) -> None:
    """Refuse a key that would silently give every customer a new id; the first build notes the home's key."""
    check = hmac.new(read_pii_key(settings), b"segmart key check", "sha256").hexdigest()
    noted = connection.execute("select key_check from ops.pii_key_check").fetchone()
    if noted is None:
        connection.execute("insert into ops.pii_key_check values (?)", [check])
    elif noted[0] != check:
        raise EnvironmentFault(
            "The key for hashing personal data is not the one that this home's customer ids were made with: with it "
            "everybody would get a new id. Set SEGMART_PII_KEY to the former key, or begin a new home."
        )


def newest_passed_batch(connection: duckdb.DuckDBPyConnection) -> int | None:
    """Id of the newest batch that a build may read."""
    return connection.execute("select max(batch_id) from ops.batches where state = 'passed'").fetchone()[0]


def inputs_fingerprint(settings: Settings, connection: duckdb.DuckDBPyConnection, as_of: datetime) -> str:
    """Hash of all that a build's tables follow from, except the model: as_of, batches, logic, settings and key."""
    batches = connection.execute("select batch_id from ops.batches where state = 'passed' order by batch_id").fetchall()
    digest = hashlib.sha256(repr((as_of, batches, settings.company_timezone)).encode())
    digest.update(read_pii_key(settings))
    for folder, patterns in _LOGIC.items():
        for path in _files(REPOSITORY / folder, patterns):
            digest.update(path.relative_to(REPOSITORY).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _files(folder: Path, patterns: tuple[str, ...]) -> list[Path]:
    return sorted(path for pattern in patterns for path in folder.glob(pattern))


def newest_build(connection: duckdb.DuckDBPyConnection) -> Build | None:
    """Return the build whose tables are in the build file, or None when there never was one."""
    row = connection.execute(f"select {_COLUMNS} from ops.builds order by build_id desc limit 1").fetchone()
    return Build(*row) if row else None


def require_open(connection: duckdb.DuckDBPyConnection, build_id: int) -> Build:
    """Return the build if it is the newest and still open.

    Raises
    ------
    Refused
        When another build has taken over the tables, or this one has ended: going on would mix the two.
    """
    build = newest_build(connection)
    if build is None or build.build_id != build_id or build.state != "open":
        now = f"build {build.build_id} is {build.state}" if build else "there is none"
        raise Refused(f"Build {build_id} cannot go on: {now}. Start a new build.")
    return build


@contextmanager
def build_step(settings: Settings, build_id: int) -> Iterator[Build]:
    """Carry out a part of a build: yields the build, and closes it as refused when a gate says no, or as failed.

    Faults of the environment leave it open, because the step may be tried again.
    """
    with build_connection(settings, f"build {build_id}") as connection:
        build = require_open(connection, build_id)
    try:
        yield build
    except Exception as error:
        if not (isinstance(error, EnvironmentFault) or is_system_fault(error)):
            state = "refused" if isinstance(error, Refused) else "failed"
            end_build(settings, build_id, state, message=str(error))
        raise


def end_build(
    settings: Settings, build_id: int, state: str, *, message: str | None = None, model_version: str | None = None
) -> None:
    """Close an open build as passed, prepared, refused or failed, and tell the journal."""
    with build_connection(settings, f"end build {build_id}") as connection:
        build = require_open(connection, build_id)
        _end(connection, build_id, state, message, model_version)
    journal.record(
        settings,
        "build_ended",
        build_id=build_id,
        state=state,
        message=message,
        as_of=build.as_of.isoformat(),
        model_version=model_version,
    )


def _end(
    connection: duckdb.DuckDBPyConnection, build_id: int, state: str, message: str | None, model_version: str | None
) -> None:
    connection.execute(
        "update ops.builds set state = ?, message = ?, model_version = ?, ended_at = ? where build_id = ?",
        [state, message, model_version, _wall_clock(), build_id],
    )


def _wall_clock() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
