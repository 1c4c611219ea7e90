"""A file in the landing folder: what identifies its content, and what can be counted in it without parsing it."""

import codecs
import collections
import gzip
import hashlib
import tempfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

import pyarrow as pa

from extract_load.line_ends import LineCount, count_blank, count_lines, even_out, find_unused, first_line
from warehouse.faults import system_faults

Compression = Literal["none", "gzip", "zstd"]

LONGEST_LINE = 16_000_000
"""Bytes."""

CHANGED = "it changed while it was being read; the next load takes it up"

_CHUNK = 4 << 20
_WILDCARDS = frozenset("*?[")
_NO_LINES = LineCount(0, is_mixed=False)
_MAGIC: dict[bytes, Compression] = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
# Where a thread of its own pays for hashing.
_LARGE = 8 << 20


# What reading says of a compressed file that is not whole; Arrow's errors are OSErrors without a number.
DAMAGES = (EOFError, zlib.error, OSError)


class FileChanged(Exception):
    """A file was written to, or went, while it was being read; the argument is its name."""


@dataclass(frozen=True)
class LandedFile:
    """A file as it lay in the landing folder when we looked.

    ``content_hash`` is empty where the system did not let us read to the end. ``line_count`` counts physical lines
    after decompression; it is None for a file without lines and where ``fault`` says why it cannot be used.
    """

    path: Path
    name: str
    byte_count: int
    modified_ns: int
    content_hash: str = ""
    compression: Compression = "none"
    encoding: str = "utf-8"
    line_count: LineCount | None = None
    fault: str | None = None

    def can_be_scanned(self) -> bool:
        """Say whether DuckDB can read it where it lies: it takes some characters of a path for wildcards."""
        return self.encoding == "utf-8" and not self.has_wildcards() and not (self.line_count or _NO_LINES).is_mixed

    def has_wildcards(self) -> bool:
        """Say whether DuckDB would take the path for a pattern."""
        return not _WILDCARDS.isdisjoint(str(self.path))

    def has_changed(self) -> bool:
        """Say whether the file is another one by now, or gone."""
        try:
            stat = self.path.stat()
        except OSError:
            return True
        return (stat.st_size, stat.st_mtime_ns) != (self.byte_count, self.modified_ns)

    def chunks(self) -> Iterator[bytes]:
        """Yield the content, decompressed, as UTF-8.

        Raises
        ------
        FileChanged
            When it cannot be read, and is another one than it was.
        """
        try:
            with self._opened() as stream:
                pieces = iter(lambda: stream.read(_CHUNK), b"")
                yield from pieces if self.encoding == "utf-8" else _as_utf8(pieces, self.encoding)
        except DAMAGES as error:
            if self.has_changed():
                raise FileChanged(self.name) from error
            raise

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        if self.compression == "gzip":
            with gzip.open(self.path) as stream:
                yield stream
        elif self.compression == "zstd":
            with pa.CompressedInputStream(pa.OSFile(str(self.path)), "zstd") as stream:
                yield stream
        else:
            with self.path.open("rb") as stream:
                yield stream

    @contextmanager
    def plain_copy(self, *, with_even_lines: bool) -> Iterator[Path | None]:
        """Give a decompressed copy in UTF-8, on request with all lines ended by LF; None if the file has changed.

        The original has been read to its end by now, so whatever goes wrong on the way into the copy is the system's.
        """
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "plain_copy"
            with system_faults(f"Copying {self.name} to {folder}", "Make room there, and load again."):
                has_changed = self.has_changed()
                if not has_changed:
                    with copy.open("wb") as target:
                        target.writelines(even_out(self.chunks()) if with_even_lines else self.chunks())
            yield None if has_changed else copy

    def blank_count(self) -> int:
        """Count the lines that hold nothing."""
        return count_blank(self.chunks())

    def unused_character(self) -> str | None:
        """Return a character that the text does not hold; None for what can hardly be a text."""
        return find_unused(self.chunks()) if self.line_count.holds_delimiter else find_unused(())

    def first_line(self) -> tuple[int, bytes]:
        """Return number and content of the first line that is not empty; (0, b"") without one."""
        return first_line(self.chunks(), LONGEST_LINE)


def inspect_file(path: Path, name: str, *, has_lines: bool, encoding: str = "utf-8") -> LandedFile:
    """Hash the bytes as they lie there, and count the lines that they hold.

    Raises
    ------
    FileNotFoundError
        When the file has gone since it was listed.
    """
    stat = path.stat()
    seen = {"path": path, "name": name, "byte_count": stat.st_size, "modified_ns": stat.st_mtime_ns}
    seen["encoding"] = encoding
    try:
        with path.open("rb") as stream:
            start = stream.read(4)
        seen["compression"] = next((kind for magic, kind in _MAGIC.items() if start.startswith(magic)), "none")
        file = LandedFile(**seen)
        if has_lines and file.compression == "none" and stat.st_size > _LARGE:
            content_hash, line_count = _hash_and_count(file)
            return LandedFile(**seen, content_hash=content_hash, line_count=line_count)
        fault, line_count = _count(file, has_lines=has_lines)
        return LandedFile(**seen, content_hash=_hash(path), line_count=line_count, fault=fault)
    except FileNotFoundError:
        raise
    except FileChanged:
        return LandedFile(**seen, fault=CHANGED)
    except OSError as error:
        return LandedFile(**seen, fault=f"the system does not let us read it ({error.strerror})")


def _count(file: LandedFile, *, has_lines: bool) -> tuple[str | None, LineCount | None]:
    """Return why its content cannot be had, or None, and the lines in it.

    What is compressed is read to its end in any case: the end tells whether it is whole.
    """
    try:
        if has_lines:
            return None, count_lines(file.chunks())
        if file.compression != "none":
            collections.deque(file.chunks(), maxlen=0)
        return None, None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        return f"its gzip stream is damaged ({str(error).rstrip('.')})", None
    except OSError as error:
        # Arrow's errors are OSErrors without a number.
        if error.errno is None and file.compression == "zstd":
            return f"its zstd stream is damaged ({str(error).rstrip('.')})", None
        raise


def _hash_and_count(file: LandedFile) -> tuple[str, LineCount]:
    """Read a large file once, and hash each piece in a thread while its lines are counted."""
    digest = hashlib.sha256()

    def hashed(pieces: Iterator[bytes], pool: ThreadPoolExecutor) -> Iterator[bytes]:
        for piece in pieces:
            hashing = pool.submit(digest.update, piece)
            yield piece
            hashing.result()

    with ThreadPoolExecutor(1) as pool, file.path.open("rb") as stream:
        pieces = hashed(iter(lambda: stream.read(_CHUNK), b""), pool)
        count = count_lines(pieces if file.encoding == "utf-8" else _as_utf8(pieces, file.encoding))
    return digest.hexdigest(), count


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _as_utf8(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)()
    for piece in pieces:
        yield decoder.decode(piece).encode()
    yield decoder.decode(b"", final=True).encode()
