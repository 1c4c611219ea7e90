"""After a crash the link is the truth: the journal and the Parquet mirror follow it, and leftovers go."""

import shutil
from pathlib import Path

from warehouse import journal, versions
from warehouse.settings import Settings


def follow_the_link(settings: Settings) -> None:
    """Finish a publication or a rollback that died after it had swapped the link. The caller holds the publish lock."""
    current = versions.current_version(settings)
    if current is None:
        return
    last = journal.last(settings, "published", "rolled_back")
    if last is None or last["version"] != current:
        was_published = any(entry["version"] == current for entry in journal.read(settings, "published"))
        event = "rolled_back" if was_published else "published"
        journal.record(settings, event, **versions.publication_of(settings, current).facts(), recovered=True)
    mirror_link = settings.parquet / "current"
    if not mirror_link.is_symlink() or mirror_link.readlink().name != current:
        versions.point_to(settings, current)


def remove_leftovers(settings: Settings) -> None:
    """Remove what killed publications left behind. The caller holds the warehouse's lock, so none is at work."""
    for folder in (settings.versions, settings.parquet):
        for partial in folder.glob(".*.partial"):
            shutil.rmtree(partial)
    for version in versions.unfinished_versions(settings):
        discard(settings, version)


def remove_old_versions(settings: Settings) -> list[str]:
    """Remove what is older than the last ``keep_versions``, and return it. The caller holds the publish lock.

    Who still has such a file open reads on: the system keeps it until they close it.
    """
    old = versions.kept_versions(settings)[: -settings.keep_versions]
    for version in old:
        discard(settings, version)
    return old


def discard(settings: Settings, version: str) -> None:
    """Remove a version, unless it is the one that readers see now."""
    if version == versions.current_version(settings):
        return
    versions.name_of(settings, version).unlink(missing_ok=True)
    for folder in (
        versions.file_of(settings, version).parent,
        partial_of(versions.file_of(settings, version).parent),
        versions.mirror_of(settings, version),
        partial_of(versions.mirror_of(settings, version)),
    ):
        shutil.rmtree(folder, ignore_errors=True)


def partial_of(folder: Path) -> Path:
    """Where a folder is written until it is complete."""
    return folder.with_name(f".{folder.name}.partial")
