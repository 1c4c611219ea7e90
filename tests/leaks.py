"""Looks for people in files of any kind: a search of their bytes would miss what is compressed."""

import bz2
import io
import lzma
import re
import sqlite3
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

from tests.needles import Needles

_PIECE = 1 << 20
# More than the longest needle, so that none is cut in two between pieces.
_OVERLAP = 500
_UNREADABLE = re.compile(rb"[^ -~]+")


class Leak(NamedTuple):
    """Something that identifies somebody, and where it stands."""

    path: Path
    place: str
    what: str


def find_leaks(folder: Path, needles: Needles, *, skip: Collection[Path] = ()) -> Iterator[Leak]:
    """Search every file below a folder but those in ``skip``, or below a folder in it; one may go meanwhile."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and not any(path.is_relative_to(other) for other in skip):
            with suppress(FileNotFoundError):
                yield from leaks_of_file(path, needles)


def leaks_of_file(path: Path, needles: Needles) -> Iterator[Leak]:
    """Search one file: its bytes, and what they hold packed."""
    yield from (Leak(path, *found) for found in _in_bytes(path.read_bytes(), "", needles))


def leaks_of_database(path: Path, needles: Needles, *, skip_schemas: Collection[str] = ()) -> Iterator[Leak]:
    """Search a DuckDB file's tables, all but those of some schemas; not its bytes, where deleted rows may remain."""
    yield from (Leak(path, *found) for found in _in_duckdb(path, "", needles, skip_schemas))


def _in_bytes(content: bytes, place: str, needles: Needles) -> Iterator[tuple[str, str]]:
    # Of a file that is no text, what can be read in it.
    readable = _UNREADABLE.sub(b" ", content) if b"\0" in content else content
    yield from _in_text(readable.decode("utf-8", errors="replace"), place or "bytes", needles)
    if content[8:12] == b"DUCK":
        yield from _with_file(content, ".duckdb", lambda path: _in_duckdb(path, place, needles))
    elif content[:4] == b"PAR1":
        yield from _with_file(content, ".parquet", lambda path: _in_parquet(path, place, needles))
    elif content[:15] == b"SQLite format 3":
        yield from _with_file(content, ".db", lambda path: _in_sqlite(path, place, needles))
    for name, unpacked in _unpacked(content):
        yield from _in_bytes(unpacked, f"{place}/{name}", needles)


def _in_text(text: str, place: str, needles: Needles) -> Iterator[tuple[str, str]]:
    found = set()
    for start in range(0, len(text), _PIECE):
        found |= needles.in_text(text[max(0, start - _OVERLAP) : start + _PIECE])
    yield from ((place, what) for what in sorted(found))


def _with_file(
    content: bytes, suffix: str, search: Callable[[Path], Iterator[tuple[str, str]]]
) -> Iterator[tuple[str, str]]:
    """Search a copy: a database that somebody writes to may be read, and one within another file too."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"copy{suffix}"
        path.write_bytes(content)
        yield from search(path)


def _in_duckdb(
    path: Path, place: str, needles: Needles, skip_schemas: Collection[str] = ()
) -> Iterator[tuple[str, str]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        said = connection.execute(
            "select comment from duckdb_tables() union all select comment from duckdb_columns() "
            "union all select sql from duckdb_views() union all select macro_definition from duckdb_functions()"
        )
        yield from _in_rows(said, f"{place}comments", needles)
        tables = connection.execute("select schema_name, table_name from duckdb_tables() order by all").fetchall()
        for schema, table in tables:
            if schema not in skip_schemas:
                relation = f'"{schema}"."{table}"'
                yield from _in_relation(connection, relation, f"{place}{schema}.{table}", needles)


def _in_parquet(path: Path, place: str, needles: Needles) -> Iterator[tuple[str, str]]:
    with duckdb.connect() as connection:
        yield from _in_relation(connection, f"read_parquet('{path}')", f"{place}rows", needles)


def _in_relation(
    connection: duckdb.DuckDBPyConnection, relation: str, place: str, needles: Needles
) -> Iterator[tuple[str, str]]:
    """Search rows rather than columns: somebody's first and last name may stand side by side."""
    columns = connection.execute(f"select column_name, column_type from (describe from {relation})").fetchall()
    # A blob's text has bytes that are no letters as \\xNN, behind which the search looks.
    texts = ", ".join(f'cast("{name}" as varchar)' for name, _ in columns)
    yield from _in_rows(connection.execute(f"select {texts} from {relation}"), place, needles)
    for name in [name for name, kind in columns if kind == "BLOB"]:
        for (content,) in connection.execute(f'select distinct "{name}" from {relation}').fetchall():
            for member, unpacked in _unpacked(content or b""):
                yield from _in_bytes(unpacked, f"{place}.{name}/{member}", needles)


def _in_rows(
    rows: duckdb.DuckDBPyConnection | sqlite3.Cursor, place: str, needles: Needles
) -> Iterator[tuple[str, str]]:
    found = set()
    while piece := rows.fetchmany(20_000):
        text = "\n".join(" | ".join(str(value) for value in row if value is not None) for row in piece)
        found.update(_in_text(text, place, needles))
    yield from sorted(found)


def _in_sqlite(path: Path, place: str, needles: Needles) -> Iterator[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("select name from sqlite_master where type = 'table'").fetchall()
        for (table,) in tables:
            rows = connection.execute(f'select * from "{table}"').fetchall()
            blobs = {value for row in rows for value in row if isinstance(value, bytes)}
            yield from _in_rows(connection.execute(f'select * from "{table}"'), f"{place}{table}", needles)
            for content in blobs:
                yield from _in_bytes(content, f"{place}{table}", needles)


def _unpacked(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Give the members of an archive or the content of a compressed file, by its first bytes."""
    if content[:2] == b"PK" and zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from ((name, archive.read(name)) for name in archive.namelist())
    elif content[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            yield from ((m.name, archive.extractfile(m).read()) for m in archive.getmembers() if m.isfile())
    elif content[:2] == b"\x1f\x8b":
        yield "gzip", _gunzipped(content)
    elif content[:4] == b"\x28\xb5\x2f\xfd":
        yield "zstd", pa.CompressedInputStream(pa.BufferReader(content), "zstd").read()
    elif content[:3] == b"BZh":
        yield "bz2", bz2.decompress(content)
    elif content[:6] == b"\xfd7zXZ\x00":
        yield "xz", lzma.decompress(content)
    elif content[:1] == b"\x78":
        with suppress(zlib.error):
            yield "zlib", zlib.decompress(content)


def _gunzipped(content: bytes) -> bytes:
    """Read all members, and of the last one as much as there is: its writer may not be done."""
    whole = b""
    while content[:2] == b"\x1f\x8b":
        member = zlib.decompressobj(wbits=31)
        whole += member.decompress(content)
        content = member.unused_data
    return whole
