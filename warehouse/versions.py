"""Where publications lie, which of them readers see, and what the journal says about them.

``segmart.duckdb -> versions/segmart_<version>.duckdb -> <version>/segmart.duckdb``: the first link is what a
publication or a rollback swaps, the second gives each version a name of its own, and the file itself is always called
``segmart.duckdb`` because DuckDB since 1.5 names the catalogue after the file at the end of the links. Without that,
every publication would rename the catalogue under the feet of saved BI queries.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from warehouse import journal
from warehouse.durable import point_link
from warehouse.errors import EnvironmentFault, LockHeld
from warehouse.publication import Publication, is_version
from warehouse.settings import Settings


def file_of(settings: Settings, version: str) -> Path:
    """Path of a version's database file."""
    return settings.versions / version / settings.published_link.name


def name_of(settings: Settings, version: str) -> Path:
    """Link by which people open a certain version."""
    return settings.versions / f"segmart_{version}.duckdb"


def mirror_of(settings: Settings, version: str) -> Path:
    """Folder of a version's Parquet mirror."""
    return settings.parquet / version


@contextmanager
def publish_lock(settings: Settings) -> Iterator[None]:
    """Hold the few milliseconds in which links and journal change; a rollback never waits for a build or a copy."""
    wait = settings.lock_timeout_seconds
    try:
        settings.lock_file.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(settings.lock_file.with_name("publish.lock"), is_singleton=True)
        lock.acquire(timeout=wait)
    except Timeout:
        raise LockHeld(
            f"Another process has been publishing or rolling back for {wait:.0f} s. Try again when it has ended."
        ) from None
    except OSError as error:
        raise EnvironmentFault(
            f"The lock for publishing in {settings.lock_file.parent} cannot be taken: {error.strerror}."
        ) from error
    try:
        yield
    finally:
        lock.release()


def current_version(settings: Settings) -> str | None:
    """The version that readers see now, or None before the first publication."""
    link = settings.published_link
    if link.exists() and not link.is_symlink():
        raise EnvironmentFault(f"{link} is a file and should be a link to a version. Move it away and publish again.")
    if not link.exists():
        return None
    return link.readlink().name.removeprefix("segmart_").removesuffix(".duckdb")


def point_to(settings: Settings, version: str) -> None:
    """Let readers see a version: the database first, then its Parquet mirror. The caller holds the publish lock."""
    point_link(name_of(settings, version), f"{version}/{settings.published_link.name}")
    point_link(settings.published_link, str(name_of(settings, version).relative_to(settings.published)))
    if mirror_of(settings, version).is_dir():
        point_link(settings.parquet / "current", version)


def pinned_version(settings: Settings) -> str | None:
    """The version that a rollback pinned and no publication has released yet."""
    entry = journal.last(settings, "published", "rolled_back")
    return entry["version"] if entry and entry["event"] == "rolled_back" else None


def unfinished_versions(settings: Settings) -> set[str]:
    """Versions that a publication began and never let readers see: it was killed, refused, or lost to a rollback."""
    begun = {entry["version"] for entry in journal.read(settings, "publishing")}
    finished = {entry["version"] for entry in journal.read(settings, "published")}
    return begun - finished - {current_version(settings)}


def kept_versions(settings: Settings) -> list[str]:
    """Versions that can be read and rolled back to, oldest first."""
    if not settings.versions.is_dir():
        return []
    on_disk = {folder.name for folder in settings.versions.iterdir() if is_version(folder.name)}
    return sorted(on_disk - unfinished_versions(settings))


def published_model(settings: Settings) -> str | None:
    """The segmentation model whose labels readers see now; None without a publication, or in one without segments."""
    version = current_version(settings)
    return publication_of(settings, version).model_version if version else None


def publication_of(settings: Settings, version: str) -> Publication:
    """What a version holds, from the journal, or from the version's own manifest if the journal was lost."""
    for entry in journal.read(settings, "published"):
        if entry["version"] == version:
            return Publication.from_facts(entry)
    manifest = mirror_of(settings, version) / "manifest.json"
    try:
        return Publication.from_facts(json.loads(manifest.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError) as error:
        raise EnvironmentFault(
            f"Version {version} is neither in {settings.journal_file} nor described by {manifest}. "
            "Restore one of them from a backup, or publish again."
        ) from error
