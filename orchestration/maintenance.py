"""Maintenance of a home, as the nightly DAG and the command line do it."""

from dataclasses import dataclass

from orchestration.airflow_upkeep import prune_airflow
from warehouse import compaction
from warehouse.compaction import Compaction
from warehouse.errors import NothingNew
from warehouse.maintenance import remove_what_is_old, require_something
from warehouse.old_files import Removal
from warehouse.settings import Settings
from warehouse.timed_steps import timed


@dataclass(frozen=True)
class MaintenanceReport:
    """What maintenance removed; without a compaction, ``not_compacted_because`` says why that is right."""

    removals: list[Removal]
    compaction: Compaction | None
    not_compacted_because: str | None


def maintain(settings: Settings, *, compact_always: bool = False) -> MaintenanceReport:
    """Do all of it, in the order in which each part makes room for the next.

    Raises
    ------
    NothingNew
        When there is nothing in the home yet.
    """
    require_something(settings)
    removals = remove_old(settings) + remove_airflows_old(settings)
    try:
        return MaintenanceReport(removals, compact(settings, always=compact_always), None)
    except NothingNew as reason:
        return MaintenanceReport(removals, None, str(reason))


@timed("remove_old")
def remove_old(settings: Settings) -> list[Removal]:
    """Remove publications, records and files that are past their retention."""
    return remove_what_is_old(settings)


@timed("remove_airflows_old")
def remove_airflows_old(settings: Settings) -> list[Removal]:
    """Remove Airflow's logs and metadata of runs that are past their retention."""
    return prune_airflow(settings)


@timed("compact")
def compact(settings: Settings, *, always: bool = False) -> Compaction:
    """Give the disk back what the build file holds free, if it pays."""
    return compaction.compact(settings, always=always)
