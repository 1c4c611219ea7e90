"""What stands refused: files that lie in the landing folder as they did when a load could not use them, and batches."""

from collections.abc import Mapping

import duckdb

from extract_load import batches
from extract_load.contracts import Contract
from extract_load.discovery import landed_as
from extract_load.ledger import UNREAD, Ledger
from warehouse import journal
from warehouse.settings import Settings


def standing_refusals(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    contract: Contract,
    *,
    but_not: Mapping[str, set[str]] | None = None,
) -> dict[str, str]:
    """Return file name -> reason; ``but_not`` names, by entity, files of which nothing shall be said.

    Not among them: files that have gone, or were put back to a content that was loaded before.
    """
    standing = {}
    for entity_name, entity in contract.entities.items():
        refusals = Ledger(connection, contract, entity_name).refusals()
        landed = landed_as(settings, entity) if refusals else {}
        for name in refusals.keys() & landed.keys() - (but_not or {}).get(entity_name, set()):
            size, modified_ns, reason = refusals[name]
            if modified_ns == UNREAD or (size, modified_ns) == landed[name]:
                standing[name] = reason
    return dict(sorted(standing.items()))


def standing_complaints(connection: duckdb.DuckDBPyConnection, settings: Settings, contract: Contract) -> list[str]:
    """Say of each file and batch of a source that stands refused what is wrong with it."""
    files = standing_refusals(connection, settings, contract)
    return [f"{name} was refused: {reason}" for name, reason in files.items()] + [
        f"Batch {batch_id} of {contract.source} was refused by the load gate (see the Data Docs)"
        for batch_id in batches.refused(connection, contract.source)
    ]


def tell_of_refusals(settings: Settings, source: str, complaints: list[str]) -> None:
    """Tell the journal, if it is news: `segmart status` never opens the build file."""
    told = [entry["complaints"] for entry in journal.read(settings, "refusals") if entry["source"] == source]
    if complaints != (told[-1] if told else []):
        journal.record(settings, "refusals", source=source, complaints=complaints)
