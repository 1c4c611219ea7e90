"""How new the data are that readers see, source by source, and by when their contracts promise newer ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb

from warehouse import journal
from warehouse.published import published_connection
from warehouse.readable_rows import is_not_superseded
from warehouse.settings import Settings
from warehouse.versions import current_version

# A load tells the journal a moment after it has closed its batch.
_JOURNAL_LAG = timedelta(minutes=1)

# A publication holds ops.batches as it was when it was written: batches that passed while its build ran are among
# them, and their rows are not.
_FRESHNESS = f"""
with visible_batches as (
    select *
    from ops.batches
    where
        state = 'passed'
        and batch_id <= coalesce($through, (select arg_max(raw_through_batch, published_at) from ops.publications))
),
loads as (
    -- What comes back from quarantine brings no file, and is no news.
    select source, max(ended_at) filter (file_count > 0) as last_loaded_at, sum(rejected_count) as rejected_count
    from visible_batches
    group by source
),
visible_files as (
    select *
    from ops.loaded_files
    where
        state = 'loaded'
        and batch_id in (select batch_id from visible_batches)
        and {is_not_superseded("superseded_in", "(select batch_id from visible_batches)")}
),
files as (
    select source, count(*) as file_count, sum(row_count) as row_count
    from visible_files
    group by source
),
repeats as (
    -- A file that repeats what is visible brought nothing, and its source is alive all the same.
    select source, max(loaded_at) as last_repeated_at
    from ops.loaded_files
    where
        state = 'duplicate'
        and (source, entity, content_hash) in (select (source, entity, content_hash) from visible_files)
    group by source
)
select
    source, greatest(last_loaded_at, last_repeated_at), coalesce(file_count, 0), coalesce(row_count, 0),
    coalesce(rejected_count, 0)
from loads
full join files using (source)
left join repeats using (source)
order by source
"""


_ENTITIES = f"""
with visible_batches as (
    select batch_id
    from ops.batches
    where
        state = 'passed'
        and batch_id <= (select arg_max(raw_through_batch, published_at) from ops.publications)
)
select source, entity, count(*), sum(row_count)::bigint, sum(rejected_count)::bigint, max(loaded_at)
from ops.loaded_files
where
    state = 'loaded'
    and batch_id in (select batch_id from visible_batches)
    and {is_not_superseded("superseded_in", "(select batch_id from visible_batches)")}
group by source, entity
order by source, entity
"""


@dataclass(frozen=True)
class EntityFiles:
    """What readers see of an entity; superseded contents of files do not count. The moment is naive UTC."""

    source: str
    entity: str
    file_count: int
    row_count: int
    rejected_count: int
    last_loaded_at: datetime | None


@dataclass(frozen=True)
class SourceFreshness:
    """What readers see of a source, and the moment (naive UTC) until which that is new enough.

    A source that was loaded and never published has no files here; the promise counts from its first load on. A load
    that found nothing but repeated content counts as a load.
    """

    source: str
    last_loaded_at: datetime | None
    file_count: int
    row_count: int
    rejected_count: int
    promised_hours: float | None = None
    is_published: bool = True
    has_newer_load: bool = False

    def due_at(self) -> datetime | None:
        """Return by when the source's contract promises a newer load; None if it promises nothing."""
        if self.promised_hours is None or self.last_loaded_at is None:
            return None
        return self.last_loaded_at + timedelta(hours=self.promised_hours)

    def is_late(self, now: datetime) -> bool:
        """Whether a newer load was promised by now."""
        due_at = self.due_at()
        return due_at is not None and now > due_at


def look_at_sources(settings: Settings, promised_hours: Mapping[str, float]) -> list[SourceFreshness]:
    """Return what is known of each source that was ever loaded, without opening the build file."""
    published, through = [], None
    if current_version(settings) is not None:
        with published_connection(settings) as connection:
            published = connection.execute(_FRESHNESS, {"through": None}).fetchall()
            (through,) = connection.execute(
                "select arg_max(raw_through_batch, published_at) from ops.publications"
            ).fetchone()
    loads = _loads(settings)
    repeats = _repeats(settings, through)
    seen = [
        SourceFreshness(
            source,
            max(filter(None, (at, repeats.get(source))), default=None),
            *counts,
            promised_hours=promised_hours.get(source),
            has_newer_load=at is not None and any(load > at + _JOURNAL_LAG for load in loads.get(source, [])),
        )
        for source, at, *counts in published
    ]
    unseen = sorted(loads.keys() - {row[0] for row in published})
    return seen + [
        SourceFreshness(
            name, loads[name][0], 0, 0, 0, promised_hours.get(name), is_published=False, has_newer_load=True
        )
        for name in unseen
    ]


def look_at_entities(settings: Settings) -> list[EntityFiles]:
    """Return what readers see of each entity, without opening the build file."""
    if current_version(settings) is None:
        return []
    with published_connection(settings) as connection:
        return [EntityFiles(*row) for row in connection.execute(_ENTITIES).fetchall()]


def freshness_of_build(
    connection: duckdb.DuckDBPyConnection, raw_through_batch: int, promised_hours: Mapping[str, float]
) -> list[SourceFreshness]:
    """Return what a build reads of each source, from the build file."""
    rows = connection.execute(_FRESHNESS, {"through": raw_through_batch}).fetchall()
    return [SourceFreshness(*row, promised_hours=promised_hours.get(row[0])) for row in rows]


def _loads(settings: Settings) -> dict[str, list[datetime]]:
    """When the journal saw rows of each source, oldest first."""
    moments: dict[str, list[datetime]] = {}
    for entry in journal.read(settings, "loaded"):
        if entry.get("rows"):
            at = journal.moment(entry["at"])
            moments.setdefault(entry["source"], []).append(at)
    return moments


def tell_of_repeats(settings: Settings, connection: duckdb.DuckDBPyConnection, source: str) -> None:
    """Tell the journal, if it is news, that files came which repeat what is in raw: no publication follows from them.

    What they repeat came in batches up to ``batch_id``; to who reads less, they are no sign of life.
    """
    newest = connection.execute(_NEWEST_REPEAT, [source]).fetchone()
    if newest is None:
        return
    repeated_at, batch_id = newest
    facts = {"repeated_at": repeated_at.isoformat(), "batch_id": batch_id}
    told = [entry for entry in journal.read(settings, "repeated") if entry["source"] == source]
    if not told or facts != {key: told[-1][key] for key in facts}:
        journal.record(settings, "repeated", source=source, **facts)


_NEWEST_REPEAT = """
select repeats.loaded_at, max(files.batch_id)
from ops.loaded_files as repeats
inner join ops.loaded_files as files using (source, entity, content_hash)
where
    repeats.source = ? and repeats.state = 'duplicate' and files.state = 'loaded' and files.superseded_in is null
group by repeats.loaded_at
order by repeats.loaded_at desc
limit 1
"""


def _repeats(settings: Settings, through: int | None) -> dict[str, datetime]:
    """When the newest file of each source came that repeats what readers see."""
    return {
        entry["source"]: datetime.fromisoformat(entry["repeated_at"])
        for entry in journal.read(settings, "repeated")
        if through is not None and entry["batch_id"] <= through
    }
