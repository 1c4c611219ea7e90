"""Homes as earlier releases left them, made from frozen text: what an upgrade meets.

``tests/warehouse/releases/<release>/`` holds the build file's durable schemas with their rows, the tables that were
published, the journal, and the landing files. A real home of that release wrote all of it; ``tests/freeze_home.py``
turned it into text.
"""

import shutil
import struct
import zlib
from pathlib import Path

import duckdb

from warehouse import journal
from warehouse.settings import Settings
from warehouse.versions import file_of, point_to

RELEASES = Path(__file__).resolve().parent / "warehouse" / "releases"
KEY = "a key for tests"
PACKED = ".unpacked"


def newest_release() -> str:
    """The newest release of which a home is frozen."""
    frozen = [tuple(map(int, folder.name.split("_"))) for folder in RELEASES.iterdir()]
    return ".".join(map(str, max(frozen)))


def make_home_of(release: str, settings: Settings) -> None:
    """Write a home of an earlier release, made with ``KEY``; its readers see what that release published last."""
    frozen = RELEASES / release.replace(".", "_")
    settings.home.mkdir(parents=True)
    shutil.copyfile(frozen / "journal.jsonl", settings.journal_file)
    _write_database(settings.build_file, frozen / "build.sql")
    version = journal.last(settings, "published")["version"]
    _write_database(file_of(settings, version), frozen / "published.sql")
    point_to(settings, version)
    for path in (frozen / "landing").rglob("*"):
        if path.is_file():
            _land(path, settings.landing / path.relative_to(frozen / "landing"))


def _write_database(path: Path, statements: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute(statements.read_text(encoding="utf-8"))


def _land(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == PACKED:
        target.with_suffix("").write_bytes(gzip_stored(path.read_bytes()))
    else:
        shutil.copyfile(path, target)


def gzip_stored(content: bytes) -> bytes:
    """Pack without compressing: unlike a compressor's, these bytes are the same with every Python and zlib."""
    head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    block = b"\x01" + struct.pack("<HH", len(content), 0xFFFF ^ len(content)) + content
    return head + block + struct.pack("<II", zlib.crc32(content), len(content))
