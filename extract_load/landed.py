"""A file in the landing folder: what identifies its content, and what can be counted in it without parsing it."""

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extract_load.line_ends import LineCount, count_lines

_CHUNK = 1 << 20
_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True)
class LandedFile:
    """A file as it lay in the landing folder when we looked.

    ``content_hash`` is empty where the system did not let us read to the end. ``line_count`` counts physical lines
    after decompression; it is None for a file without lines (Parquet) and where ``fault`` says why it cannot be used.
    """

    path: Path
    name: str
    byte_count: int
    modified_ns: int
    content_hash: str = ""
    is_gzip: bool = False
    line_count: LineCount | None = None
    fault: str | None = None

    def has_changed(self) -> bool:
        """Say whether the file is another one by now, or gone."""
        try:
            stat = self.path.stat()
        except OSError:
            return True
        return (stat.st_size, stat.st_mtime_ns) != (self.byte_count, self.modified_ns)

    def chunks(self) -> Iterator[bytes]:
        """Yield the content, decompressed."""
        with gzip.open(self.path) if self.is_gzip else self.path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk


def inspect_file(path: Path, name: str, *, has_lines: bool) -> LandedFile:
    """Hash the bytes as they lie there, and count the lines that they hold.

    Raises
    ------
    FileNotFoundError
        When the file has gone since it was listed.
    """
    stat = path.stat()
    seen = {"path": path, "name": name, "byte_count": stat.st_size, "modified_ns": stat.st_mtime_ns}
    try:
        with path.open("rb") as stream:
            seen["content_hash"] = hashlib.file_digest(stream, "sha256").hexdigest()
            stream.seek(0)
            seen["is_gzip"] = stream.read(2) == _GZIP_MAGIC
        line_count = count_lines(LandedFile(**seen).chunks()) if has_lines else None
    except FileNotFoundError:
        raise
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        return LandedFile(**seen, fault=f"its gzip stream is damaged ({str(error).rstrip('.')})")
    except OSError as error:
        return LandedFile(**seen | {"content_hash": ""}, fault=f"the system does not let us read it ({error.strerror})")
    return LandedFile(**seen, line_count=line_count)
