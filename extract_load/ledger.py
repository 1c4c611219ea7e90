"""What ``ops.loaded_files`` knows of an entity's files: one entry per name and content that was seen."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import duckdb

from extract_load.contracts import Contract
from extract_load.landed import LandedFile

# Time of a file whose content we do not know; no file has it.
UNREAD = -1

_CURRENT = "source = $source and entity = $entity and superseded_in is null"


@dataclass(frozen=True)
class Entry:
    """What became of a file: loaded, refused (and why), or a duplicate of content that stands in raw."""

    file: LandedFile
    state: Literal["loaded", "refused", "duplicate"]
    refusal: str | None = None
    row_count: int = 0
    rejected_count: int = 0
    fields: tuple[str, ...] | None = None

    def values(self) -> dict[str, Any]:
        """Return the entry's own columns; a file without a hash is looked at again, whatever its time says."""
        return {
            "file": self.file.name,
            "content_hash": self.file.content_hash,
            "byte_count": self.file.byte_count,
            "modified_ns": self.file.modified_ns if self.file.content_hash else UNREAD,
            "state": self.state,
            "refusal": self.refusal,
            "record_count": self.row_count + self.rejected_count,
            "row_count": self.row_count,
            "rejected_count": self.rejected_count,
            "header": self.fields and json.dumps(self.fields, ensure_ascii=False),
        }


@dataclass(frozen=True)
class Ledger:
    """The entries of one entity. Nothing here begins or ends a transaction."""

    connection: duckdb.DuckDBPyConnection
    contract: Contract
    entity_name: str

    def known_files(self) -> set[tuple]:
        """Collect (name, size, time) and (name, hash) of files in raw, and of refusals under this contract.

        A duplicate counts only as long as the content that it repeats stands in raw.
        """
        rows = self._execute(
            f"""
            select file, byte_count, modified_ns, content_hash
            from ops.loaded_files
            where {_CURRENT}
                and (state <> 'refused' or contract_hash = $contract_hash)
                and (state <> 'duplicate' or content_hash in (
                    select content_hash from ops.loaded_files where {_CURRENT} and state = 'loaded'
                ))
            """,
            contract_hash=self._contract_hash(),
        ).fetchall()
        known: set[tuple] = set()
        for name, size, modified_ns, content_hash in rows:
            known |= {(name, size, modified_ns), (name, content_hash)}
        return known

    def refusals(self) -> dict[str, tuple[int, int, str]]:
        """Map files that were refused under this contract to size, time and reason."""
        rows = self._execute(
            f"select file, byte_count, modified_ns, refusal from ops.loaded_files "
            f"where {_CURRENT} and state = 'refused' and contract_hash = $contract_hash",
            contract_hash=self._contract_hash(),
        ).fetchall()
        return {name: (size, modified_ns, refusal) for name, size, modified_ns, refusal in rows}

    def contents_in_raw(self) -> set[tuple[str, str]]:
        """(Name, hash) of what stands in raw and was not refused by the load gate."""
        rows = self._execute(
            f"select file, content_hash from ops.loaded_files where {_CURRENT} and state = 'loaded' "
            "and batch_id not in (select batch_id from ops.batches where state = 'refused')"
        )
        return set(rows.fetchall())

    def remember_time(self, file: LandedFile) -> None:
        """Spare the next load the hashing of a file that was only touched."""
        self._execute(
            f"update ops.loaded_files set modified_ns = $modified_ns "
            f"where {_CURRENT} and file = $file and content_hash = $content_hash",
            modified_ns=file.modified_ns,
            file=file.name,
            content_hash=file.content_hash,
        )

    def supersede(self, names: list[str], batch_id: int) -> None:
        """Mark what earlier contents of these files brought; nothing is deleted."""
        booked = self._execute(
            f"update ops.loaded_files set superseded_in = $batch_id "
            f"where {_CURRENT} and state = 'loaded' and file in (select unnest($names::varchar[])) returning file",
            batch_id=batch_id,
            names=names,
        ).fetchall()
        if booked:
            self.connection.execute(
                f"update {self.contract.table(self.entity_name)} set _superseded_in = $batch_id "
                "where _superseded_in is null and _source_file in (select unnest($names::varchar[]))",
                {"batch_id": batch_id, "names": [name for (name,) in booked]},
            )

    def book(self, entries: list[Entry], batch_id: int, booked_at: datetime) -> None:
        """Add entries; they replace notes of the same files that brought nothing (refusals, duplicates)."""
        self._execute(
            "delete from ops.loaded_files where source = $source and entity = $entity and state <> 'loaded' "
            "and file in (select unnest($names::varchar[]))",
            names=[entry.file.name for entry in entries],
        )
        shared = {
            "source": self.contract.source,
            "entity": self.entity_name,
            "contract_hash": self._contract_hash(),
            "batch_id": batch_id,
            "loaded_at": booked_at,
        }
        self.connection.execute(
            "insert into ops.loaded_files by name select unnest($entries, recursive := true)",
            {"entries": [entry.values() | shared for entry in entries]},
        )

    def _contract_hash(self) -> str:
        return self.contract.entities[self.entity_name].fingerprint()

    def _execute(self, statement: str, **values: object) -> duckdb.DuckDBPyConnection:
        return self.connection.execute(
            statement, {"source": self.contract.source, "entity": self.entity_name, **values}
        )
