"""Files that stand refused: they lie in the landing folder as they did when a load could not use them."""

from collections.abc import Mapping

import duckdb

from extract_load.contracts import Contract
from extract_load.discovery import landed_as
from extract_load.ledger import UNREAD, Ledger
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
