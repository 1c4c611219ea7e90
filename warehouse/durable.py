"""File-system steps that a crash or a power cut leaves either undone or done, never half done."""

import errno
import fcntl
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


def append_line(file: Path, line: bytes, mode: int) -> None:
    """Add a line to a file that others append to as well, or set aside; a file that is made gets ``mode``."""
    while not _is_appended(file, line, mode):
        pass


def _is_appended(file: Path, line: bytes, mode: int) -> bool:
    """Add a line in one write, unless the file lost its name between opening and locking it.

    It begins a new line even when a crash has left half of one.
    """
    descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, mode)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if not _is_still(file, descriptor):
            return False
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            line = b"\n" + line
        if os.write(descriptor, line) < len(line):
            raise OSError(errno.ENOSPC, "only a part of the line could be written")
        os.fsync(descriptor)
        return True
    finally:
        os.close(descriptor)


def _is_still(file: Path, descriptor: int) -> bool:
    """Whether an open file still has its name."""
    try:
        return os.path.samestat(os.fstat(descriptor), file.stat())
    except FileNotFoundError:
        return False


def point_link(link: Path, target: str) -> None:
    """Let ``link`` point to ``target`` (relative, so that a home may be moved) in one atomic step."""
    coming = link.with_name(f".{link.name}.next")
    coming.unlink(missing_ok=True)
    coming.symlink_to(target)
    coming.replace(link)
    sync(link.parent)
