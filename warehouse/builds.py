"""The life of a build: open with an as_of and a limit on the raw batches it reads; then passed, refused or failed.

A build that was made only to train on its marts ends as prepared, and is never published.
"""

import hmac
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import duckdb

from warehouse import journal
from warehouse.connection import build_connection
from warehouse.errors import EnvironmentFault, KeyFault, NothingNew, Refused
from warehouse.faults import is_system_fault
from warehouse.fingerprint import inputs_fingerprint, logic_fingerprint
from warehouse.pii_key import read_pii_key
from warehouse.selection import FULL
from warehouse.settings import Settings

log = logging.getLogger(__name__)

_COLUMNS = "build_id, as_of, raw_through_batch, fingerprint, selection, state, model_version, message"


@dataclass(frozen=True)
class Build:
    """One row of ``ops.builds``."""

    build_id: int
    as_of: datetime
    raw_through_batch: int
    fingerprint: str
    selection: str
    state: str
    model_version: str | None
    message: str | None


def open_build(settings: Settings, as_of: datetime, *, selection: str = FULL, take_over: bool = True) -> Build:
    """Open a build over the batches that have passed their gate so far.

    ``selection`` says which models it may leave standing (``warehouse.selection``).

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
            f"insert into ops.builds ({_COLUMNS}, opened_at) values (?, ?, ?, ?, ?, 'open', null, null, ?)",
            [
                build_id,
                as_of,
                raw_through_batch,
                inputs_fingerprint(settings, connection, as_of),
                selection,
                _wall_clock(),
            ],
        )
        return newest_build(connection)


def _require_same_key(settings: Settings, connection: duckdb.DuckDBPyConnection) -> None:
    """Refuse a key that would silently give every customer a new id; the first build notes the home's key."""
    check = hmac.new(read_pii_key(settings), b"segmart key check", "sha256").hexdigest()
    noted = connection.execute("select key_check from ops.pii_key_check").fetchone()
    if noted is None:
        connection.execute("insert into ops.pii_key_check values (?)", [check])
    elif noted[0] != check:
        raise KeyFault(
            "The key for hashing personal data is not the one that this home's customer ids were made with: with it "
            "everybody would get a new id. Set SEGMART_PII_KEY to the former key, or begin a new home."
        )


def newest_passed_batch(connection: duckdb.DuckDBPyConnection) -> int | None:
    """Id of the newest batch that a build may read."""
    return connection.execute("select max(batch_id) from ops.batches where state = 'passed'").fetchone()[0]


def newest_build(connection: duckdb.DuckDBPyConnection) -> Build | None:
    """Return the build whose tables are in the build file, or None when there never was one."""
    row = connection.execute(f"select {_COLUMNS} from ops.builds order by build_id desc limit 1").fetchone()
    return Build(*row) if row else None


def build_before(connection: duckdb.DuckDBPyConnection, build_id: int) -> Build | None:
    """Return the build whose tables a build found in the build file when it began."""
    row = connection.execute(
        f"select {_COLUMNS} from ops.builds where build_id < ? order by build_id desc limit 1", [build_id]
    ).fetchone()
    return Build(*row) if row else None


def is_still_valid(settings: Settings, connection: duckdb.DuckDBPyConnection, build: Build) -> bool:
    """Whether a build's own as_of, batches, logic, settings and key are still what they were when it opened."""
    return build.fingerprint == inputs_fingerprint(settings, connection, build.as_of, build.raw_through_batch)


def has_its_tables(connection: duckdb.DuckDBPyConnection, build_id: int) -> bool:
    """Whether the tables that a build made are in the build file; a restored home has only what outlives a build."""
    made, missing = connection.execute(
        """
        with made as (
            select distinct node from ops.dbt_run_results
            where build_id = ? and resource_type = 'model' and status = 'success'
        )
        select count(*), count(*) filter (where node not in (select table_name from information_schema.tables))
        from made
        """,
        [build_id],
    ).fetchone()
    return made > 0 and missing == 0


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

    Faults of the environment leave it open, because the step may be tried again. A step of a build that has ended is
    carried out again: its task was cleared, or died between its work and its report.

    Raises
    ------
    NothingNew
        When a later build followed one that had passed: what it had to give, its successor has given.
    Refused
        When another build took over the tables, or what this one follows from has changed since it opened.
    """
    with build_connection(settings, f"build {build_id}") as connection:
        build = _resume(settings, connection, build_id)
    try:
        yield build
    except Exception as error:
        if not (isinstance(error, EnvironmentFault) or is_system_fault(error)):
            state = "refused" if isinstance(error, Refused) else "failed"
            end_build(settings, build_id, state, message=str(error))
        raise


def _resume(settings: Settings, connection: duckdb.DuckDBPyConnection, build_id: int) -> Build:
    newest = newest_build(connection)
    if newest is None or newest.build_id < build_id:
        raise Refused(f"There is no build {build_id} in this home. Start a new build.")
    if newest.build_id > build_id:
        (state,) = connection.execute("select state from ops.builds where build_id = ?", [build_id]).fetchone()
        if state == "passed":
            raise NothingNew(f"Build {build_id} had passed, and build {newest.build_id} has followed it since.")
        return require_open(connection, build_id)
    is_open = newest.state == "open"
    # What has passed since an open build began is the next one's; the logic must be one all through.
    has_same_logic = newest.fingerprint.startswith(logic_fingerprint(settings))
    if not (has_same_logic if is_open else is_still_valid(settings, connection, newest)):
        raise Refused(
            f"Build {build_id} is {newest.state}, and its batches, logic or settings have changed since it opened. "
            "Start a new build."
        )
    if is_open:
        return newest
    log.info("build %d was %s, and is taken up again", build_id, newest.state)
    connection.execute(
        "update ops.builds set state = 'open', ended_at = null, message = null where build_id = ?", [build_id]
    )
    return replace(newest, state="open", message=None)


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
