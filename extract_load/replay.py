"""Quarantine -> raw: records that satisfy their contract now that it was mended; each goes over once, and is marked."""

import contextlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from extract_load import batches
from extract_load.books import note_what_was_loaded
from extract_load.contracts import Contract
from extract_load.entity import Entity
from extract_load.formats import settle
from extract_load.formats.csv import CsvRecords
from extract_load.formats.flat_json import FlatRecords, take_back
from extract_load.formats.json_array import NO_OBJECT as NO_ELEMENT
from extract_load.formats.json_lines import NO_OBJECT, JsonRecords
from extract_load.formats.numbering import create_starts_table
from extract_load.judge import Judge
from extract_load.line_scan import NO_TEXT, TOO_LONG
from extract_load.quarantine import STANDING
from extract_load.raw_tables import create_raw_tables, insert_accepted
from warehouse.connection import build_connection
from warehouse.quoting import text
from warehouse.settings import Settings


@dataclass(frozen=True)
class ReplayReport:
    """How many records of a source's entity went to raw, and how many stay."""

    entity: str
    row_count: int
    remaining_count: int
    unreadable_count: int
    """Of those that stay: lines of CSV whose header nobody kept, from before release 0.2.0."""


def replay(
    settings: Settings, contract: Contract, entity_names: list[str], *, with_set_aside: bool = False
) -> list[ReplayReport]:
    """Judge what stands in quarantine by the contract as it is now; return a report for each entity.

    What passes is in raw in a batch of its own, with the file and the row that it came from, and needs the load gate.
    Without entity names, all of the source are replayed; rows that the gate set aside only with ``with_set_aside``,
    because only a mended suite lets them stay.

    A record whose own batch has not passed the gate waits with it: if its file is refused, so is all that was in it.
    """
    reports = []
    loaded_at = datetime.now(UTC).replace(tzinfo=None)
    with build_connection(settings, f"replay {contract.source}") as connection:
        create_raw_tables(connection, contract)
        batches.close_interrupted(connection, contract.source)
        for name in entity_names or contract.entities:
            reports.append(_Replay(connection, contract, name, loaded_at, with_set_aside).run())
    return reports


@dataclass
class _Replay:
    connection: duckdb.DuckDBPyConnection
    contract: Contract
    entity_name: str
    loaded_at: datetime
    with_set_aside: bool

    def __post_init__(self) -> None:
        self.entity = self.contract.entities[self.entity_name]
        self.of = {"source": self.contract.source, "entity": self.entity_name}

    def run(self) -> ReplayReport:
        waiting, unreadable = self._judge_waiting()
        (accepted,) = self.connection.execute("select count(*) from judged_records where len(_reasons) = 0").fetchone()
        if accepted:
            self._move(accepted)
        return ReplayReport(self.entity_name, accepted, waiting - accepted, unreadable)

    def _judge_waiting(self) -> tuple[int, int]:
        """Fill ``judged_records`` from quarantine; return how many records wait, and how many cannot be read."""
        self.connection.execute(
            f"""
            create or replace temp table waiting as
            select
                rejected_id, batch_id, source_file as name, source_row as line_number, raw_text as line,
                -- What was kept of these is not what arrived.
                list_filter(reasons, lambda reason: reason in ({text(NO_TEXT)}, {text(TOO_LONG)}))[1] as defect,
                coalesce(rejected_by, 'contract') as rejected_by, header, has_passed
            from {STANDING} where source = $source and entity = $entity
            """,
            self.of,
        )
        judge = Judge(self.connection, self.contract, self.entity, self.loaded_at)
        judge.create_table()
        create_starts_table(self.connection)
        unreadable = 0
        if self.with_set_aside:
            take_back(judge, "from waiting where rejected_by = 'gate' and has_passed")
        (waiting,) = self.connection.execute("select count(*) from waiting").fetchone()
        groups = self.connection.execute(
            "select header, count(*) from waiting where rejected_by = 'contract' and has_passed group by all"
        ).fetchall()
        for header, count in groups:
            records = _reader(self.entity, header)
            if records is None:
                unreadable += count
            else:
                said = "null" if header is None else text(header)
                group = f"rejected_by = 'contract' and has_passed and header is not distinct from {said}"
                judge.take(records.records(f"select * from waiting where {group}"))
        settle(judge)
        return waiting, unreadable

    def _move(self, row_count: int) -> None:
        self.connection.begin()
        try:
            batch_id = batches.open_batch(self.connection, self.contract.source, self.loaded_at)
            insert_accepted(self.connection, self.contract, self.entity_name, batch_id, self.loaded_at)
            names = self._mark(batch_id)
            note_what_was_loaded(self.connection, self.contract, self.entity_name, batch_id, names=names, layouts={})
            batches.close_replay(self.connection, batch_id, row_count)
            self.connection.commit()
        except BaseException:
            with contextlib.suppress(duckdb.Error):
                self.connection.rollback()
            raise

    def _mark(self, batch_id: int) -> list[str]:
        """Mark what went over, keep the books of its files and batches, and return the files."""
        self.connection.execute(
            """
            create or replace temp table moved as
            select waiting.rejected_id, waiting.batch_id, waiting.name
            from waiting
            inner join judged_records as judged
                on waiting.name = judged._file and waiting.line_number = judged._row
            where len(judged._reasons) = 0
            """
        )
        self.connection.execute(
            "update quarantine.rejected_rows set replayed_in = ? where rowid in (select rejected_id from moved)",
            [batch_id],
        )
        self.connection.execute(
            """
            update ops.loaded_files
            set row_count = row_count + moved_count, rejected_count = rejected_count - moved_count
            from (select name, count(*) as moved_count from moved group by name) as of_file
            where
                file = of_file.name and source = $source and entity = $entity
                and state = 'loaded' and superseded_in is null
            """,
            self.of,
        )
        self.connection.execute(
            """
            update ops.batches set rejected_count = rejected_count - moved_count
            from (select batch_id, count(*) as moved_count from moved group by batch_id) as of_batch
            where batches.batch_id = of_batch.batch_id
            """
        )
        return [name for (name,) in self.connection.execute("select distinct name from moved").fetchall()]


def _reader(entity: Entity, header: str | None) -> CsvRecords | JsonRecords | FlatRecords | None:
    """Return what turns the kept texts into records again; None for lines of CSV whose header is not known."""
    if entity.format == "parquet":
        return FlatRecords(entity.fields())
    if entity.format == "csv":
        # Without a header, the contract says what the fields are, as it stands now.
        fields = json.loads(header) if header else []
        return CsvRecords(entity, tuple(fields if entity.csv.header else entity.fields().values())) if header else None
    return JsonRecords(entity, NO_ELEMENT if entity.format == "json" else NO_OBJECT)
