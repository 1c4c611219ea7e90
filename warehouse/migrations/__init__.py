"""Numbered changes to the tables that outlive a build: schemas ``ops``, ``ml`` and ``quarantine``.

A file ``NNNN_name.sql`` here is one change. Once released it is never edited; the next change gets the next number.
"""

import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import duckdb

from warehouse.errors import EnvironmentFault

log = logging.getLogger(__name__)

FOLDER = Path(__file__).parent

_FILE_NAME = re.compile(r"(\d{4})_(\w+)\.sql")

_RECORD = """
create schema if not exists ops;
create table if not exists ops.schema_migrations (
    number integer primary key,
    name varchar not null,
    release varchar not null,
    applied_at timestamp not null
);
comment on table ops.schema_migrations is 'One row per migration of this home, and the release that applied it.';
"""


@dataclass(frozen=True)
class Migration:
    """One numbered change."""

    number: int
    name: str
    path: Path


def known_migrations(folder: Path = FOLDER) -> list[Migration]:
    """Return the migrations of this release, in the order of their numbers."""
    matches = [(path, _FILE_NAME.fullmatch(path.name)) for path in sorted(folder.glob("*.sql"))]
    return [Migration(int(match[1]), match[2], path) for path, match in matches]


def migrate(connection: duckdb.DuckDBPyConnection, folder: Path = FOLDER) -> list[Migration]:
    """Bring an open build file to this release, and return what was applied; a current file is not written to.

    All that is missing is applied in one transaction, so that a home is never between two releases.

    Raises
    ------
    EnvironmentFault
        When the file has been through migrations that this release does not know.
    """
    known = known_migrations(folder)
    applied = _applied_number(connection)
    if applied > known[-1].number:
        raise EnvironmentFault(
            f"This home was migrated to number {applied} by a newer release, and this one ({_release()}) knows only "
            f"{known[-1].number}. Install that release again, or restore a backup that was made before the upgrade."
        )
    missing = [migration for migration in known if migration.number > applied]
    if missing:
        connection.begin()
        try:
            _apply(connection, missing)
        except BaseException:
            connection.rollback()
            raise
        connection.commit()
    return missing


def _applied_number(connection: duckdb.DuckDBPyConnection) -> int:
    try:
        return connection.execute("select coalesce(max(number), 0) from ops.schema_migrations").fetchone()[0]
    except duckdb.CatalogException:
        # A new home, or one of release 0.1.0, which kept no record.
        return 0


def _apply(connection: duckdb.DuckDBPyConnection, missing: list[Migration]) -> None:
    connection.execute(_RECORD)
    for migration in missing:
        connection.execute(migration.path.read_text(encoding="utf-8"))
        connection.execute(
            "insert into ops.schema_migrations values (?, ?, ?, ?)",
            [migration.number, migration.name, _release(), datetime.now(UTC).replace(tzinfo=None)],
        )
    log.info("migrated the warehouse to %s", missing[-1].path.stem)


def _release() -> str:
    return metadata.version("segmart")
