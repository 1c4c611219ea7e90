"""Remove files by their age, and the folders that are empty then."""

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Removal:
    """How many things of a kind were removed, in words of the kind, and how many bytes they had if that is known."""

    what: str
    count: int
    byte_count: int | None = None

    def sentence(self) -> str:
        """Return the figures as a person reads them."""
        size = "" if self.byte_count is None else f" ({self.byte_count:,} bytes)"
        return f"removed {self.what}: {self.count:,}{size}"


def remove_files(what: str, folder: Path, before: datetime, pattern: str = "*") -> Removal:
    """Remove files below a folder that were last written before a moment (naive UTC); links are left alone.

    A file that somebody else removes meanwhile is no error.
    """
    limit = before.replace(tzinfo=UTC).timestamp()
    count, byte_count = 0, 0
    emptied = set()
    for path in sorted(folder.rglob(pattern)):
        with contextlib.suppress(FileNotFoundError):
            facts = path.lstat()
            if path.is_symlink() or not path.is_file() or facts.st_mtime >= limit:
                continue
            path.unlink()
            emptied.add(path.parent)
            count, byte_count = count + 1, byte_count + facts.st_size
    _remove_empty(emptied, folder)
    return Removal(what, count, byte_count)


def _remove_empty(folders: set[Path], top: Path) -> None:
    for folder in folders:
        while folder != top:
            try:
                folder.rmdir()
            except OSError:
                # It holds something, or is gone.
                break
            folder = folder.parent  # noqa: PLW2901


def bytes_below(folder: Path) -> int:
    """Bytes of all files in a folder, links not followed."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
