"""Look whether what the contracts promise is kept, for the DAG that watches and for the command line."""

from extract_load.contracts import read_contracts
from warehouse import promises
from warehouse.settings import Settings


def promised_hours(settings: Settings) -> dict[str, float]:
    """Return the hours that each source's contract lets pass between two loads."""
    return {source: contract.freshness_hours for source, contract in read_contracts(settings).items()}


def watch_promises(settings: Settings) -> str:
    """Tell people once of what has become late, and once when it is over; return in a sentence what is late."""
    return promises.watch(settings, promised_hours(settings))
