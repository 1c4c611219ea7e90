"""Save what cannot be made again from the landing folder: one archive of the build file's durable part and the journal.

Raw rows belong to it: an extract that was replaced under its name is in the landing folder no more, and batch ids are
nowhere else. What dbt makes of them is left out; the next build makes it again. The key of the hashes is never in it.
"""

import logging
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from tempfile import mkdtemp

from warehouse import journal
from warehouse.archive import BUILD_FILE, JOURNAL, LANDING, remove_partial_archives, write_archive
from warehouse.build_figures import absorb_task_runs
from warehouse.connection import build_connection, warehouse_lock
from warehouse.database_copy import copy_database, require_equal
from warehouse.errors import WrongUse
from warehouse.faults import system_faults
from warehouse.migrations import known_migrations
from warehouse.publish import remember_publications
from warehouse.published_file import copy_connection
from warehouse.quoting import text
from warehouse.settings import Settings
from warehouse.timed_steps import timed

log = logging.getLogger(__name__)

DERIVED_SCHEMAS = ("staging", "pii", "intermediate", "marts", "segments")
"""Where dbt's models and seeds are, each of them a table that the next build makes anew."""

DURABLE_TABLES = frozenset(
    f"pii.{name}"
    for name in (
        "compared_profiles",
        "customer_id_links",
        "customer_ids",
        "customer_links",
        "identity_proposals",
        "identity_registry",
        "match_evidence",
        "match_models",
        "match_review",
        "proposed_ids",
        "scored_pairs",
        "standard_contacts",
        "unmapped_contacts",
    )
)
"""What lies among them and was not made by dbt: the identity registry above all, which nothing can make again."""

_DRAFT_PREFIX = ".backup."
_SECONDS_OF_A_DAY = 86_400


@dataclass(frozen=True)
class Backup:
    """An archive that was written."""

    path: Path
    byte_count: int
    landed_file_count: int | None


def backup(settings: Settings, target: Path, *, with_landing: bool = False) -> Backup:
    """Write an archive of the home's durable state, as of one moment at which nobody was writing.

    The warehouse's lock is held while the durable part is copied, and not while the archive is written. A build that is
    open between two of its tasks does not matter: the next build would close it, and so does a restore.

    Raises
    ------
    WrongUse
        When there is nothing to save, the target is there already, or its folder is not.
    LockHeld
        When somebody holds the lock for longer than ``lock_timeout_seconds``.
    """
    target = target.expanduser().absolute()
    _require_target(settings, target)
    with system_faults("The backup", "Nothing was changed; mend that and run it again."):
        return _save(settings, target, with_landing)


@timed("backup")
def _save(settings: Settings, target: Path, with_landing: bool) -> Backup:
    with _draft(settings) as folder:
        with warehouse_lock(settings, "backup"):
            created_at = datetime.now(UTC)
            with build_connection(settings, "backup") as connection:
                absorb_task_runs(settings, connection)
                remember_publications(settings, connection)
            _copy_durable(settings, folder / BUILD_FILE)
            _copy_journal(settings, folder / JOURNAL)
        landed = _landed(settings) if with_landing else []
        remove_partial_archives(target.parent)
        write_archive(
            target,
            [(name, folder / name) for name in (BUILD_FILE, JOURNAL)] + landed,
            release=metadata.version("segmart"),
            migration=known_migrations()[-1].number,
            created_at=created_at.isoformat(timespec="seconds"),
        )
    byte_count = target.stat().st_size
    journal.record(settings, "backed_up", file=target, bytes=byte_count, as_of=created_at)
    return Backup(target, byte_count, len(landed) if with_landing else None)


def _require_target(settings: Settings, target: Path) -> None:
    if not settings.build_file.exists():
        raise WrongUse(f"There is nothing to back up in {settings.home}: it has no build file. Check SEGMART_HOME.")
    if target.exists():
        raise WrongUse(f"{target} is there already, and a backup replaces nothing. Choose another name.")
    if not target.parent.is_dir():
        raise WrongUse(f"There is no folder {target.parent}. Make it, or choose another.")
    if target.is_relative_to(settings.landing):
        raise WrongUse(f"{target} is in the landing folder, which is for extracts. Choose another folder.")


@contextmanager
def _draft(settings: Settings) -> Iterator[Path]:
    """Yield a folder beside the build file that only its owner may look into, and that is gone afterwards."""
    folder = Path(mkdtemp(prefix=_DRAFT_PREFIX, dir=settings.build_file.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_leftovers(settings: Settings) -> None:
    """Remove what killed backups left behind; one that is writing its archive has begun no day ago."""
    for folder in settings.build_file.parent.glob(f"{_DRAFT_PREFIX}*"):
        if time.time() - folder.stat().st_mtime > _SECONDS_OF_A_DAY:
            shutil.rmtree(folder, ignore_errors=True)


def _copy_durable(settings: Settings, draft: Path) -> None:
    with copy_connection(settings) as connection:
        connection.execute(f"attach {text(settings.build_file)} as build (read_only)")
        connection.execute(f"attach {text(draft)} as saved")
        copy_database(connection, "build", "saved", leave_out=DERIVED_SCHEMAS, keep=DURABLE_TABLES)
        connection.execute("checkpoint saved")
        require_equal(connection, "build", "saved", leave_out=DERIVED_SCHEMAS, keep=DURABLE_TABLES)
        connection.execute("detach saved")


def _copy_journal(settings: Settings, draft: Path) -> None:
    """Copy the journal; a rollback or the end of a build may append meanwhile, and half a line is passed over."""
    if settings.journal_file.exists():
        shutil.copyfile(settings.journal_file, draft)
    else:
        draft.touch()


def _landed(settings: Settings) -> list[tuple[str, Path]]:
    files = sorted(_files_below(settings.landing)) if settings.landing.is_dir() else []
    return [(f"{LANDING}{path.relative_to(settings.landing).as_posix()}", path) for path in files]


def _files_below(folder: Path, above: frozenset[Path] = frozenset()) -> Iterator[Path]:
    """Yield all files, also in folders behind a link, as a load finds them; a link to a folder above leads nowhere."""
    real = folder.resolve()
    if real in above:
        return
    try:
        paths = list(folder.iterdir())
    except PermissionError:
        # A disk's lost+found, for example; a load does not look into it either.
        log.warning("%s may not be looked into, and is not in the backup.", folder)
        return
    for path in paths:
        if path.is_dir():
            yield from _files_below(path, above | {real})
        elif path.is_file():
            yield path
