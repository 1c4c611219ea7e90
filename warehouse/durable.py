"""File-system steps that a crash or a power cut leaves either undone or done, never half done."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Wait until a file's bytes, or a folder's list of names, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def seal(path: Path) -> None:
    """Make a finished file durable and read-only."""
    sync(path)
    path.chmod(0o444)


def rename(source: Path, target: Path) -> None:
    """Give something finished its final name, durably."""
    source.rename(target)
    sync(target.parent)


def point_link(link: Path, target: str) -> None:
    """Let ``link`` point to ``target`` (relative, so that a home may be moved) in one atomic step."""
    coming = link.with_name(f".{link.name}.next")
    coming.unlink(missing_ok=True)
    coming.symlink_to(target)
    coming.replace(link)
    sync(link.parent)
