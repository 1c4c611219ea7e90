"""What has changed since the newest build, and so which models the next one may leave standing."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

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
    if any(_has_come_due(settings, connection, contract, base, as_of) for contract in others):
        return FULL
    return as_selection(changed)


def _has_come_due(
    settings: Settings, connection: duckdb.DuckDBPyConnection, contract: Contract, base: Build, as_of: datetime
) -> bool:
    """Whether rows that an earlier load brought lay in the base build's future, and in this one's do no longer.

    A moment comes due when as_of reaches it, a day when it is over in the company's time zone.
    """
    for name, entity in contract.entities.items():
        for column in filter(None, (entity.event_time, entity.updated_at)):
            if entity.columns[column].type == "date":
                within = f'"{column}" >= $1 and "{column}" < $2'
                bounds: list[date] = [_company_day(settings, base.as_of), _company_day(settings, as_of)]
            else:
                within, bounds = f'"{column}"::timestamp > $1 and "{column}"::timestamp <= $2', [base.as_of, as_of]
            found = connection.execute(
                f"select 1 from {contract.table(name)} where {within} and {is_readable()} limit 1", bounds
            ).fetchone()
            if found:
                return True
    return False


def _company_day(settings: Settings, moment: datetime) -> date:
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(settings.company_timezone)).date()
