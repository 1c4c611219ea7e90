"""Landing -> raw: what is new is read, judged and booked, in transactions that hold all of a file or none of it."""

import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime

import duckdb

from extract_load import batches
from extract_load.booking import Booking
from extract_load.contracts import Contract
from extract_load.discovery import new_files
from extract_load.landed import LandedFile
from extract_load.ledger import Ledger
from extract_load.lineage import loaded_parts
from extract_load.raw_tables import create_raw_tables
from extract_load.refusals import standing_refusals
from extract_load.report import LoadReport
from warehouse import journal
from warehouse.connection import build_connection
from warehouse.lineage.tracing import Trace, traced
from warehouse.progress import working
from warehouse.settings import Settings

log = logging.getLogger(__name__)

_BYTES_PER_TRANSACTION = 256 << 20


def load_source(settings: Settings, contract: Contract, day: date | None = None) -> LoadReport:
    """Load every new file of a source into its raw tables, or those of one day (``dt=<day>`` in their path).

    Refused files do not stop the others; the report names them. A build reads the rows only after the load gate has
    passed their batch.
    """
    report = LoadReport(contract.source)
    with (
        traced(settings, f"load.{contract.source}") as lineage,
        build_connection(settings, f"load {contract.source}") as connection,
    ):
        create_raw_tables(connection, contract)
        batches.close_interrupted(connection, contract.source)
        settled = _load_new_files(connection, settings, contract, report, day, lineage=lineage)
        report.standing_refusals = standing_refusals(connection, settings, contract, but_not=settled)
    if report.file_count or report.refused_files:
        journal.record(settings, "loaded", **report.facts())
    for name, reason in report.standing_refusals.items():
        log.warning("%s is still refused: %s.", name, reason)
    log.info(report.sentence())
    return report


def _load_new_files(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    contract: Contract,
    report: LoadReport,
    day: date | None,
    *,
    lineage: Trace,
) -> dict[str, set[str]]:
    """Look for new files until there are none; return entity -> names of those that were loaded or refused.

    Once is not enough: where `log` was renamed to `log.1` and a new `log` begun, `log.1` repeats what is in raw until
    the new `log` supersedes it.
    """
    settled: dict[str, set[str]] = {name: set() for name in contract.entities}
    batch_id = None
    while fresh := _new_files(connection, settings, contract, settled, day):
        loaded_at = datetime.now(UTC).replace(tzinfo=None)
        batch_id = batch_id or batches.open_batch(connection, contract.source, loaded_at)
        for name, files in fresh.items():
            booking = Booking(connection, contract, name, batch_id, loaded_at)
            log.info("%s: reading %d file%s of %s", contract.source, len(files), "s"[: len(files) != 1], name)
            with working(f"{contract.source}.{name}", sum(file.byte_count for file in files)) as work:
                for chunk in _chunks(files):
                    records_before = report.row_count + report.rejected_count
                    settled[name] |= booking.load(chunk, report)
                    records = report.row_count + report.rejected_count - records_before
                    work.advance(sum(file.byte_count for file in chunk), records)
    if batch_id:
        batches.close(connection, batch_id)
        lineage.tell(loaded_parts, connection, settings, contract, batch_id)
    return settled


def _new_files(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    contract: Contract,
    settled: dict[str, set[str]],
    day: date | None,
) -> dict[str, list[LandedFile]]:
    """Entity -> its new files, for those that have any; what this load has settled already is not looked at again."""
    fresh = {
        name: new_files(Ledger(connection, contract, name), settings, entity, but_not=settled[name], day=day)
        for name, entity in contract.entities.items()
    }
    return {name: files for name, files in fresh.items() if files}


def _chunks(files: list[LandedFile]) -> Iterator[list[LandedFile]]:
    """Split into runs that one transaction can carry."""
    chunk: list[LandedFile] = []
    for file in files:
        if chunk and sum(held.byte_count for held in chunk) + file.byte_count > _BYTES_PER_TRANSACTION:
            yield chunk
            chunk = []
        chunk.append(file)
    if chunk:
        yield chunk
