"""Give the disk back what the build file holds free: copy it into a new file, prove the copy, and take its place.

DuckDB uses free blocks again, but seldom gives them back: the file stays as large as it once had to be. Deleted rows
may lie in free blocks, readable to who looks for them, until they are written over.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse import durable, journal
from warehouse.connection import build_connection, warehouse_lock
from warehouse.database_copy import copy_database, require_equal
from warehouse.errors import EnvironmentFault, NothingNew
from warehouse.faults import system_faults
from warehouse.published_file import copy_connection
from warehouse.quoting import text
from warehouse.settings import Settings

PURGED = "rejected_rows_purged"
"""Event in the journal: from then on the file holds, in free blocks, what was to be gone."""

_COMPACTED = "compacted"
_FREE_SHARE_THAT_PAYS = 1 / 3
_ROOM_TO_SPARE = 1.1


@dataclass(frozen=True)
class Compaction:
    """Bytes of the build file before and after."""

    bytes_before: int
    bytes_after: int

    def sentence(self) -> str:
        """Return the figures as a person reads them."""
        return f"The build file had {self.bytes_before:,} bytes, and has {self.bytes_after:,} now."


def compact(settings: Settings, *, always: bool = False) -> Compaction:
    """Compact the build file if it pays: a third of it is free, or rejected records were purged since the last time.

    The warehouse's lock is held throughout. Whatever goes wrong, and wherever the process dies, one good file is there
    under the build file's name.

    Raises
    ------
    NothingNew
        When it does not pay, or a build is open, which shall not wait for it. Not with ``always``.
    EnvironmentFault
        When the disk has no room for a second file, or the copy differs.
    """
    advice = "The build file stays as it was; mend that and run it again."
    with warehouse_lock(settings, "compact"), system_faults("Compacting the build file", advice):
        if not settings.build_file.exists():
            raise NothingNew("There is no build file yet, so there is nothing to compact.")
        with build_connection(settings, "compact") as connection:
            # Empties the write-ahead log, and frees what was deleted.
            connection.execute("checkpoint")
            used_bytes, free_bytes = _sizes(connection)
            if not always:
                _require_worth(settings, connection, used_bytes, free_bytes)
        # It may be a link to a larger disk.
        file = settings.build_file.resolve()
        _require_room(file.parent, used_bytes)
        return _replace(settings, file)


def remove_leftovers(settings: Settings) -> None:
    """Remove the copy that a killed compaction left behind. The caller holds the warehouse's lock."""
    shutil.rmtree(_draft_folder(settings.build_file.resolve()), ignore_errors=True)


def _sizes(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """Bytes in use, and free ones."""
    block_size, used, free = connection.execute(
        "select block_size, used_blocks, free_blocks from pragma_database_size() "
        "where database_name = current_database()"
    ).fetchone()
    return block_size * used, block_size * free


def _require_worth(settings: Settings, connection: duckdb.DuckDBPyConnection, used_bytes: int, free_bytes: int) -> None:
    opened = connection.execute("select build_id from ops.builds where state = 'open'").fetchone()
    if opened:
        raise NothingNew(f"The build file was not compacted: build {opened[0]} is open. The next time will do.")
    last = journal.last(settings, PURGED, _COMPACTED)
    is_purged = last is not None and last["event"] == PURGED
    free_share = free_bytes / max(1, used_bytes + free_bytes)
    if free_share < _FREE_SHARE_THAT_PAYS and not is_purged:
        raise NothingNew(
            f"The build file was not compacted: {free_share:.0%} of it is free, and it pays from "
            f"{_FREE_SHARE_THAT_PAYS:.0%} on."
        )


def _require_room(folder: Path, used_bytes: int) -> None:
    needed, room = int(used_bytes * _ROOM_TO_SPARE), shutil.disk_usage(folder).free
    if room < needed:
        raise EnvironmentFault(
            f"The build file cannot be compacted: a second one needs {needed:,} bytes in {folder}, and {room:,} are "
            "free there. Make room and run `segmart maintain` again; nothing was changed."
        )


def _draft_folder(file: Path) -> Path:
    """Where the copy is written; it holds personal data, so nobody else may look into the folder."""
    return file.with_name(f".{file.stem}.compacting")


def _replace(settings: Settings, file: Path) -> Compaction:
    folder = _draft_folder(file)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        draft = folder / file.name
        _copy(settings, file, draft)
        sizes = Compaction(file.stat().st_size, draft.stat().st_size)
        _swap(draft, file)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    journal.record(settings, _COMPACTED, **vars(sizes))
    return sizes


def _copy(settings: Settings, file: Path, draft: Path) -> None:
    with copy_connection(settings) as connection:
        # For writing, although nothing is written: nobody else in the system can have it open then.
        connection.execute(f"attach {text(file)} as build")
        connection.execute(f"attach {text(draft)} as compacted")
        copy_database(connection, "build", "compacted")
        connection.execute("checkpoint compacted")
        require_equal(connection, "build", "compacted")
        connection.execute("detach compacted")
        connection.execute("detach build")


def _swap(draft: Path, file: Path) -> None:
    """Take the build file's place. It is private, so nobody who reads has its name open."""
    log = file.with_name(f"{file.name}.wal")
    if log.exists():
        # The next to open the file would apply it to the copy, which has its changes already.
        raise EnvironmentFault(
            f"The build file cannot be compacted: {log} is still there. Run `segmart maintain` again."
        )
    draft.chmod(0o600)
    durable.sync(draft)
    draft.replace(file)
    durable.sync(file.parent)
