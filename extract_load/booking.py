"""One transaction of a load: supersede, insert, count, and only then commit."""

import contextlib
import logging
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

import duckdb

from extract_load.books import note_what_was_loaded
from extract_load.contracts import Contract
from extract_load.drift import SchemaChange
from extract_load.formats import Reading, read_records
from extract_load.judge import Judge
from extract_load.landed import LandedFile
from extract_load.lateness import count_late
from extract_load.ledger import Entry, Ledger
from extract_load.raw_tables import insert_accepted
from extract_load.report import LoadReport

log = logging.getLogger(__name__)


@dataclass
class Booking:
    """Loads files of one entity into one batch."""

    connection: duckdb.DuckDBPyConnection
    contract: Contract
    entity_name: str
    batch_id: int
    loaded_at: datetime

    def __post_init__(self) -> None:
        self.entity = self.contract.entities[self.entity_name]
        self.table = self.contract.table(self.entity_name)
        self.ledger = Ledger(self.connection, self.contract, self.entity_name)
        self._changes: list[SchemaChange] = []
        self._late_count = 0

    def load(self, files: list[LandedFile], report: LoadReport) -> set[str]:
        """Load some files in one transaction, add them to the report, and return the names of all but duplicates."""
        repeated, candidates = self._part_repeats(files)
        # Reading stays outside of the transaction, because an error that we answer by reading in another way would
        # abort it.
        candidates, reading = self._read(candidates)
        self.connection.begin()
        try:
            entries = self._insert(repeated, candidates, reading)
            self.connection.commit()
        except BaseException:
            # After a write that the system refused there is nothing left to roll back, and saying so would hide why.
            with contextlib.suppress(duckdb.Error):
                self.connection.rollback()
            raise
        self._report(entries, report)
        return {file.name for file in candidates}

    def _part_repeats(self, files: list[LandedFile]) -> tuple[list[LandedFile], list[LandedFile]]:
        """Part the files whose very content is in raw already, under whatever name, from those to load.

        Where the folders' names say something of the records, equal contents are other records in another folder.
        """
        in_raw = {self._content(name, content_hash) for name, content_hash in self.ledger.contents_in_raw()}
        repeated, candidates = [], []
        for file in files:
            content = self._content(file.name, file.content_hash)
            (repeated if content in in_raw and not file.fault else candidates).append(file)
            in_raw.add(content)
        return repeated, candidates

    def _content(self, name: str, content_hash: str) -> tuple[str, str]:
        has_partitions = any(column.partition for column in self.entity.columns.values())
        return str(PurePosixPath(name).parent) if has_partitions else "", content_hash

    def _read(self, files: list[LandedFile]) -> tuple[list[LandedFile], Reading]:
        """Fill the view ``judged_records``; return the files, with a fault if refused, and what was read."""
        readable = [file for file in files if not file.fault]
        if not readable:
            return files, Reading()
        reading = read_records(Judge(self.connection, self.contract, self.entity, self.loaded_at), readable)
        settled = [replace(file, fault=reading.refused.get(file.name, file.fault)) for file in files]
        # What was hashed is not what was read, so the hash must not keep the next load from looking again.
        settled = [replace(file, content_hash="") if file.name in reading.changed else file for file in settled]
        return settled, reading

    def _insert(self, repeated: list[LandedFile], candidates: list[LandedFile], reading: Reading) -> list[Entry]:
        """Bring the transaction to where it may be committed; return what was booked."""
        expected = {file.name: reading.record_counts[file.name] for file in candidates if not file.fault}
        self.ledger.supersede([file.name for file in repeated] + list(expected), self.batch_id)
        if expected:
            insert_accepted(self.connection, self.contract, self.entity_name, self.batch_id, self.loaded_at)
            self._insert_rejected()
        counts = self._count(expected) if expected else {}
        entries = [Entry(file, "duplicate") for file in repeated]
        self._changes = note_what_was_loaded(
            self.connection,
            self.contract,
            self.entity_name,
            self.batch_id,
            names=list(expected),
            layouts=reading.layouts,
        )
        self._late_count = count_late(self.connection, self.contract, self.entity_name, self.batch_id, list(expected))
        headers = reading.layouts if self.entity.format == "csv" else {}
        entries += [
            Entry(file, "refused", file.fault)
            if file.fault
            else Entry(file, "loaded", None, *counts[file.name], headers.get(file.name))
            for file in candidates
        ]
        self.ledger.book(entries, self.batch_id, self.loaded_at)
        return entries

    def _insert_rejected(self) -> None:
        """Append to quarantine one row a record, however many reasons it has."""
        self.connection.execute(
            """
            insert into quarantine.rejected_rows
                (batch_id, source, entity, source_file, source_row, reasons, raw_text, rejected_at)
            select ?, ?, ?, _file, _row, _reasons, _raw_text, ? from judged_records where len(_reasons) > 0
            """,
            [self.batch_id, self.contract.source, self.entity_name, self.loaded_at],
        )

    def _count(self, expected: dict[str, int]) -> dict[str, tuple[int, int]]:
        """Count what reached raw and quarantine, in those tables, and commit nothing if a record is not there once."""
        rows = self.connection.execute(
            f"""
            select source_file, count(*) filter (is_row), count(*) filter (not is_row), count(distinct source_row)
            from (
                select _source_file as source_file, _source_row as source_row, true as is_row
                from {self.table} where _batch_id = $batch_id and _source_file in (select unnest($names))
                union all
                select source_file, source_row, false
                from quarantine.rejected_rows
                where batch_id = $batch_id and entity = $entity and source_file in (select unnest($names))
            )
            group by source_file
            """,
            {"batch_id": self.batch_id, "entity": self.entity_name, "names": list(expected)},
        ).fetchall()
        reached = {name: counts for name, *counts in rows}
        for name, record_count in expected.items():
            row_count, rejected_count, distinct_count = reached.setdefault(name, [0, 0, 0])
            if not row_count + rejected_count == distinct_count == record_count:
                raise AssertionError(
                    f"{name} holds {record_count} records, but {row_count} reached {self.table} and {rejected_count} "
                    f"reached quarantine, {distinct_count} different ones; nothing of it was kept. "
                    "This is a defect of Segmart: please report it."
                )
        return {name: (row_count, rejected_count) for name, (row_count, rejected_count, _) in reached.items()}

    def _report(self, entries: list[Entry], report: LoadReport) -> None:
        report.schema_changes += self._changes
        report.late[self.entity_name] += self._late_count
        for entry in entries:
            report.row_count += entry.row_count
            report.rejected_count += entry.rejected_count
            if entry.state == "loaded":
                report.file_count += 1
            elif entry.state == "refused":
                report.refused_files[entry.file.name] = entry.refusal
                log.error("%s is refused: %s.", entry.file.name, entry.refusal)
        if any(entry.rejected_count for entry in entries):
            report.reasons += self._count_reasons()

    def _count_reasons(self) -> Counter:
        """Count reasons by what they have in common: without the value that each of them quotes."""
        rows = self.connection.execute(
            "select regexp_replace(reason, $value, '…', 's'), count(*) "
            "from (select unnest(_reasons) as reason from judged_records) group by all",
            {"value": "'.*'"},
        ).fetchall()
        return Counter(dict(rows))
