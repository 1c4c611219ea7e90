"""Gather what a person wants to know first, without the build file: journal, links, lock and published file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from warehouse import journal
from warehouse.connection import lock_holder
from warehouse.publication import Publication
from warehouse.published import published_connection
from warehouse.readable_rows import is_not_superseded
from warehouse.settings import Settings
from warehouse.verdicts import Verdict, verdicts_of
from warehouse.versions import current_version, kept_versions, pinned_version, publication_of

_RECENT = 5

_FRESHNESS = f"""
with loads as (
    select source, max(ended_at) as last_loaded_at, sum(rejected_count) as rejected_count
    from ops.batches
    where state = 'passed'
    group by source
),
files as (
    select source, count(*) as file_count, sum(row_count) as row_count
    from ops.loaded_files
    where
        state = 'loaded'
        and batch_id in (select batch_id from ops.batches where state = 'passed')
        and {is_not_superseded("superseded_in")}
    group by source
)
select source, last_loaded_at, coalesce(file_count, 0), coalesce(row_count, 0), coalesce(rejected_count, 0)
from loads
full join files using (source)
order by source
"""


@dataclass(frozen=True)
class SourceFreshness:
    """What the current publication knows of a source."""

    source: str
    last_loaded_at: datetime | None
    file_count: int
    row_count: int
    rejected_count: int
    promised_hours: float | None = None

    def is_late(self, now: datetime) -> bool:
        """Whether the source's contract promised a newer load by now (naive UTC)."""
        if self.promised_hours is None or self.last_loaded_at is None:
            return False
        return now - self.last_loaded_at > timedelta(hours=self.promised_hours)


@dataclass(frozen=True)
class Status:
    """Everything that ``segmart status`` shows. ``builds`` and ``loads`` are journal entries, oldest first."""

    home: Path
    lock_holder: str
    current: Publication | None
    pinned: str | None
    versions: list[str]
    builds: list[dict[str, Any]]
    loads: list[dict[str, Any]]
    refusals: list[str]
    verdicts: list[Verdict] = field(default_factory=list)
    sources: list[SourceFreshness] = field(default_factory=list)


def status(settings: Settings, promises: Mapping[str, float] | None = None) -> Status:
    """Look at a home, whatever is running in it; an empty home gives an empty status.

    ``promises`` are the hours that each source's contract lets pass between two loads.
    """
    version = current_version(settings)
    current = publication_of(settings, version) if version else None
    verdicts, sources = _published_facts(settings, current, promises or {}) if current else ([], [])
    return Status(
        home=settings.home,
        lock_holder=lock_holder(settings),
        current=current,
        pinned=pinned_version(settings),
        versions=kept_versions(settings),
        builds=journal.read(settings, "build_ended")[-_RECENT:],
        loads=journal.read(settings, "loaded")[-_RECENT:],
        refusals=_standing_refusals(settings),
        verdicts=verdicts,
        sources=sources,
    )


def _standing_refusals(settings: Settings) -> list[str]:
    newest = {entry["source"]: entry["complaints"] for entry in journal.read(settings, "refusals")}
    return [complaint for complaints in newest.values() for complaint in complaints]


def _published_facts(
    settings: Settings, current: Publication, promises: Mapping[str, float]
) -> tuple[list[Verdict], list[SourceFreshness]]:
    with published_connection(settings) as connection:
        sources = [
            SourceFreshness(*row, promised_hours=promises.get(row[0]))
            for row in connection.execute(_FRESHNESS).fetchall()
        ]
        return verdicts_of(connection, current.build_id, current.raw_through_batch), sources
