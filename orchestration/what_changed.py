"""What has changed since the newest build, and so which models the next one may leave standing."""

from datetime import datetime

import duckdb

from extract_load.contracts import Contract
from warehouse.builds import Build, has_its_tables, is_still_valid, newest_build
from warehouse.readable_rows import is_readable
from warehouse.selection import FULL, as_selection
from warehouse.settings import Settings


def choose_selection(
    settings: Settings, connection: duckdb.DuckDBPyConnection, contracts: dict[str, Contract], as_of: datetime
) -> str:
    """Name the sources that changed since the newest build, or ask for a full one.

    The batches tell, and not the asset that woke the DAG: a build by hand, a second batch that arrived meanwhile and
    a home restored from a backup are then all treated alike.
    """
    base = newest_build(connection)
    if (
        base is None
        or base.state != "passed"
        or as_of < base.as_of
        or not is_still_valid(settings, connection, base)
        or not has_its_tables(connection, base.build_id)
    ):
        return FULL
    newer = connection.execute(
        "select distinct source from ops.batches where state = 'passed' and batch_id > ?", [base.raw_through_batch]
    ).fetchall()
    changed = {source for (source,) in newer}
    others = [contract for source, contract in contracts.items() if source not in changed]
    if any(_has_come_due(connection, contract, base, as_of) for contract in others):
        return FULL
    return as_selection(changed)


def _has_come_due(connection: duckdb.DuckDBPyConnection, contract: Contract, base: Build, as_of: datetime) -> bool:
    """Whether rows that an earlier load brought lay in the base build's future, and in this one's do no longer."""
    for name, entity in contract.entities.items():
        for column in filter(None, (entity.event_time, entity.updated_at)):
            found = connection.execute(
                f"select 1 from {contract.table(name)} "
                f'where "{column}"::timestamp > $1 and "{column}"::timestamp <= $2 and {is_readable()} limit 1',
                [base.as_of, as_of],
            ).fetchone()
            if found:
                return True
    return False
