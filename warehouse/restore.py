"""Bring a backup into an empty home. The next build makes again what was left out, out of the raw rows."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from warehouse import durable, journal
from warehouse.archive import BUILD_FILE, JOURNAL, LANDING, Manifest, extract, open_archive
from warehouse.connection import duckdb_config, warehouse_lock
from warehouse.errors import Refused
from warehouse.faults import system_faults
from warehouse.migrations import known_migrations, migrate
from warehouse.settings import Settings
from warehouse.versions import is_version

_ABOUT_VERSIONS = ("publishing", "published", "rolled_back", "schema_accepted")
_MESSAGE = "this home was restored from a backup, which has no tables of builds; the next build makes them again"


@dataclass(frozen=True)
class Restoration:
    """What was restored, and whether the landing folder was in it."""

    manifest: Manifest
    landed_file_count: int


def restore(settings: Settings, archive: Path) -> Restoration:
    """Restore a home that has nothing in it yet but landed files and a key.

    Nothing is published afterwards: publications are not in a backup, and the next run makes the newest again. What the
    home had published before stays known to ``ops.publications``; a pin is gone with the version that it was on.

    Raises
    ------
    Refused
        When the home is not empty, or the archive is damaged or of a newer release. The home stays as it was.
    """
    archive = archive.expanduser().absolute()
    advice = "The home has no part of the backup; mend that and restore again."
    with system_faults("The restore", advice), open_archive(archive) as (tar, manifest):
        _require_known_release(archive, manifest)
        _require_empty(settings, manifest)
        with _draft(settings) as folder:
            extract(tar, manifest, folder)
            _prepare(settings, folder / BUILD_FILE)
            _forget_versions(folder / JOURNAL)
            with warehouse_lock(settings, "restore"):
                _require_empty(settings, manifest)
                _move_in(settings, folder)
    journal.record(settings, "restored", file=archive, as_of=manifest.created_at, release=manifest.release)
    return Restoration(manifest, sum(member.name.startswith(LANDING) for member in manifest.members))


def _require_known_release(archive: Path, manifest: Manifest) -> None:
    newest = known_migrations()[-1].number
    if manifest.migration > newest:
        raise Refused(
            f"{archive} was made by release {manifest.release}, whose tables (migration {manifest.migration}) this "
            f"release does not know (its last is {newest}). Install that release and restore again."
        )


def _require_empty(settings: Settings, manifest: Manifest) -> None:
    there = [path for path in (settings.build_file, settings.journal_file) if path.exists()]
    if settings.versions.is_dir() and any(is_version(path.name) for path in settings.versions.iterdir()):
        there.append(settings.published)
    brings_landing = any(member.name.startswith(LANDING) for member in manifest.members)
    if brings_landing and settings.landing.is_dir() and any(settings.landing.iterdir()):
        there.append(settings.landing)
    if there:
        raise Refused(
            f"The home {settings.home} is not empty: there is {', '.join(map(str, there))}. A restore replaces "
            "nothing: point SEGMART_HOME to an empty folder, or move those away."
        )


@contextmanager
def _draft(settings: Settings) -> Iterator[Path]:
    """Yield a folder in the home that only its owner may look into; without success, no folder that was made stays."""
    folder = settings.home / ".restoring"
    made = [path for path in (settings.home, *settings.home.parents) if not path.exists()]
    try:
        # Left behind by a restore that was killed: all that was in place already is refused as not empty.
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700, parents=True)
        yield folder
        made = []
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        for path in made:
            # Only what is empty goes.
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()


def _prepare(settings: Settings, build_file: Path) -> None:
    """Bring the build file to this release, and close what can go on no more."""
    with duckdb.connect(str(build_file), config=duckdb_config(settings)) as connection:
        migrate(connection)
        now = datetime.now(UTC).replace(tzinfo=None)
        connection.begin()
        connection.execute(
            "update ops.builds set state = 'failed', ended_at = $now, message = $message where state = 'open'",
            {"now": now, "message": _MESSAGE},
        )
        # The newest build is the one whose tables are there, and there are none: this one stands for that.
        connection.execute(
            """
            insert into ops.builds
                (build_id, as_of, raw_through_batch, fingerprint, state, message, opened_at, ended_at)
            select nextval('ops.build_ids'), as_of, raw_through_batch, 'restored', 'failed', $message, $now, $now
            from (from ops.builds order by build_id desc limit 1)
            """,
            {"now": now, "message": _MESSAGE},
        )
        connection.commit()
        connection.execute("checkpoint")
    build_file.chmod(0o600)
    durable.sync(build_file)


def _forget_versions(file: Path) -> None:
    """Drop what the journal tells of versions that are not here; ``ops.publications`` holds their history."""
    kept = [entry for entry in journal.entries_of(file) if entry["event"] not in _ABOUT_VERSIONS]
    journal.write(file, kept)


def _move_in(settings: Settings, folder: Path) -> None:
    """Give everything its place or, after an error, nothing: all that has one was put there by us.

    The landing folder and that of the build file may be on other disks, which may be full. The build file gets its name
    last: a home without one is empty for whoever looks.
    """
    coming = settings.build_file.with_name(f".{settings.build_file.name}.restoring")
    put = [coming, settings.build_file, settings.journal_file]
    try:
        # What another disk may refuse comes first; and a copy is made into a file that nobody else may read.
        coming.unlink(missing_ok=True)
        coming.touch(mode=0o600)
        shutil.move(folder / BUILD_FILE, coming)
        durable.sync(coming)
        if (folder / LANDING).is_dir():
            settings.landing.mkdir(exist_ok=True)
            for source in sorted((folder / LANDING).iterdir()):
                put.append(settings.landing / source.name)
                shutil.move(source, put[-1])
        durable.rename(folder / JOURNAL, settings.journal_file)
        durable.rename(coming, settings.build_file)
    except BaseException:
        for path in put:
            _take_away(path)
        raise


def _take_away(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
