"""The archive of a backup: a tar file with a manifest at its end, so that one that was cut off has none."""

import hashlib
import json
import os
import tarfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Any

from warehouse import durable
from warehouse.errors import Refused, WrongUse

BUILD_FILE = "build.duckdb"
JOURNAL = "journal.jsonl"
LANDING = "landing/"

_MANIFEST = "manifest.json"
_FORMAT = 1
_CHUNK = 1 << 20
# So much our own that nothing of anybody else is taken for it.
_PARTIAL = ".segmart-partial"
_SECONDS_OF_A_DAY = 86_400


@dataclass(frozen=True)
class Member:
    """A file in the archive."""

    name: str
    bytes: int
    sha256: str
    modified_ns: int


@dataclass(frozen=True)
class Manifest:
    """What an archive holds, and which release made it when (UTC)."""

    release: str
    migration: int
    created_at: str
    members: list[Member]
    format: int = _FORMAT

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> "Manifest":
        """Read back what ``asdict`` wrote."""
        return cls(**{**facts, "members": [Member(**member) for member in facts["members"]]})


class _Hashing:
    """Reads a file and hashes what was read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        self.digest.update(chunk)
        return chunk


def write_archive(
    target: Path, files: Iterable[tuple[str, Path]], *, release: str, migration: int, created_at: str
) -> Manifest:
    """Write files under their names in the archive. It is there as a whole or not at all, and for its owner only."""
    partial = target.with_name(f".{target.name}{_PARTIAL}")
    partial.unlink(missing_ok=True)
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream, tarfile.open(fileobj=stream, mode="w") as tar:
            members = [_add(tar, name, path) for name, path in files]
            manifest = Manifest(release, migration, created_at, members)
            _add_manifest(tar, manifest)
        durable.sync(partial)
        durable.rename(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def remove_partial_archives(folder: Path) -> None:
    """Remove what killed backups left in a folder: one that is being written has changed within a day."""
    for partial in folder.glob(f".*{_PARTIAL}"):
        # Another user's is theirs to remove, and another backup may be doing so now.
        with suppress(OSError):
            if time.time() - partial.stat().st_mtime > _SECONDS_OF_A_DAY:
                partial.unlink()


def _add(tar: tarfile.TarFile, name: str, path: Path) -> Member:
    with path.open("rb") as stream:
        facts = os.fstat(stream.fileno())
        entry = tarfile.TarInfo(name)
        entry.size, entry.mtime, entry.mode = facts.st_size, facts.st_mtime, 0o600
        hashing = _Hashing(stream)
        tar.addfile(entry, hashing)
    return Member(name, facts.st_size, hashing.digest.hexdigest(), facts.st_mtime_ns)


def _add_manifest(tar: tarfile.TarFile, manifest: Manifest) -> None:
    text = json.dumps(asdict(manifest), indent=1).encode()
    entry = tarfile.TarInfo(_MANIFEST)
    entry.size, entry.mtime, entry.mode = len(text), time.time(), 0o600
    tar.addfile(entry, BytesIO(text))


class _Damage(Exception):
    """What is wrong with an archive, in a few words."""


@contextmanager
def _telling_damage(path: Path) -> Iterator[None]:
    """Say in one sentence that an archive cannot be used."""
    try:
        yield
    except _Damage as damage:
        why = str(damage)
    except (tarfile.TarError, EOFError, KeyError, TypeError, ValueError) as error:
        why = f"it cannot be read ({' '.join(str(error).split()) or type(error).__name__})"
    else:
        return
    raise Refused(f"{path} is no whole backup: {why}. Nothing was restored; take another archive.")


@contextmanager
def open_archive(path: Path) -> Iterator[tuple[tarfile.TarFile, Manifest]]:
    """Open an archive and read its manifest.

    Raises
    ------
    WrongUse
        When there is no such file.
    Refused
        When it is no archive of ours, or no whole one.
    """
    if not path.is_file():
        raise WrongUse(f"There is no file {path}. Name an archive that `segmart backup` wrote.")
    with _telling_damage(path):
        tar = tarfile.open(path, mode="r:")  # noqa: SIM115  (closed below)
    with tar:
        with _telling_damage(path):
            manifest = _read_manifest(tar)
        yield tar, manifest


def _read_manifest(tar: tarfile.TarFile) -> Manifest:
    if _MANIFEST not in tar.getnames():
        raise _Damage("it has no manifest at its end, so it was cut off or is something else")
    manifest = Manifest.from_facts(json.load(tar.extractfile(_MANIFEST)))
    if manifest.format != _FORMAT:
        raise _Damage(f"it is of format {manifest.format}, and this release reads format {_FORMAT}")
    names = {member.name for member in manifest.members}
    if not {BUILD_FILE, JOURNAL} <= names:
        raise _Damage("its manifest does not name the build file and the journal")
    if strange := sorted(name for name in names if not _is_ours(name)):
        raise _Damage(f"its manifest names {strange[0]}")
    return manifest


def _is_ours(name: str) -> bool:
    """Whether a name stays within the home, where a backup would have put it."""
    parts = PurePosixPath(name).parts
    return name in (BUILD_FILE, JOURNAL) or (name.startswith(LANDING) and len(parts) > 1 and ".." not in parts)


def extract(tar: tarfile.TarFile, manifest: Manifest, folder: Path) -> None:
    """Write all members into a folder, and compare each with the manifest.

    Raises
    ------
    Refused
        When one is missing, or not what the manifest says.
    """
    with _telling_damage(Path(tar.name)):
        for member in manifest.members:
            _extract(tar, member, folder / member.name)


def _extract(tar: tarfile.TarFile, member: Member, target: Path) -> None:
    entry = tar.getmember(member.name)
    source = tar.extractfile(entry)
    if source is None:
        raise _Damage(f"{member.name} is no file")
    hashing = _Hashing(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as stream:
        while chunk := hashing.read(_CHUNK):
            stream.write(chunk)
    if (entry.size, hashing.digest.hexdigest()) != (member.bytes, member.sha256):
        raise _Damage(f"the checksum of {member.name} is not the one in the manifest")
    # To the nanosecond, so that the next load knows the file by its time and need not read it.
    os.utime(target, ns=(member.modified_ns, member.modified_ns))
