"""What stands in quarantine: records that have arrived, satisfy no contract, and were not replayed yet."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import duckdb

from warehouse import journal
from warehouse.settings import Settings

_EVENT = "quarantine"

STANDING = """
    (
        select
            rejected_rows.rowid as rejected_id,
            rejected_rows.*,
            entries.header,
            entries.batch_id in (select batch_id from ops.batches where state = 'passed') as has_passed
        from quarantine.rejected_rows
        asof inner join (from ops.loaded_files where state = 'loaded') as entries
            on rejected_rows.source = entries.source
            and rejected_rows.entity = entries.entity
            and rejected_rows.source_file = entries.file
            and rejected_rows.batch_id >= entries.batch_id
        where rejected_rows.replayed_in is null and entries.superseded_in is null
    )
"""
"""SQL of the records in quarantine whose file still counts, with the ``header`` of the file.

A later content of the file has brought the record anew, or has left it out, so that nobody misses it here. A record
belongs to the newest entry of its file that is not newer than its own batch.
"""

_GROUPS = f"""
select
    entity,
    regexp_replace(reason, '''.*''', '…', 's') as reason,
    count(*) as record_count,
    count(distinct source_file) as file_count,
    min(rejected_at) as since
from (select entity, source_file, rejected_at, unnest(reasons) as reason from {STANDING} where source = ?)
group by all
order by record_count desc, entity, reason
"""


@dataclass(frozen=True)
class Group:
    """Records of an entity that have a reason in common, without the value that the reason quotes.

    A record with three reasons is in three groups.
    """

    entity: str
    reason: str
    record_count: int
    file_count: int
    since: str


def tell_of_quarantine(settings: Settings, connection: duckdb.DuckDBPyConnection, source: str) -> None:
    """Tell the journal what of a source stands in quarantine, if that is news."""
    groups = [
        Group(entity, reason, records, files, f"{since:%Y-%m-%d %H:%M}")
        for entity, reason, records, files, since in connection.execute(_GROUPS, [source]).fetchall()
    ]
    (total,) = connection.execute(f"select count(*) from {STANDING} where source = ?", [source]).fetchone()
    facts = {"records": total, "groups": [asdict(group) for group in groups]}
    told = _told(settings).get(source, {"records": 0, "groups": []})
    if facts != {key: told[key] for key in facts}:
        journal.record(settings, _EVENT, source=source, **facts)


def standing_groups(settings: Settings) -> dict[str, tuple[int, list[Group]]]:
    """Map each source to its records in quarantine and their groups, as the last load or replay left them."""
    return {
        source: (entry["records"], [Group(**group) for group in entry["groups"]])
        for source, entry in sorted(_told(settings).items())
        if entry["records"]
    }


def _told(settings: Settings) -> dict[str, dict[str, Any]]:
    return {entry["source"]: entry for entry in journal.read(settings, _EVENT)}


@dataclass(frozen=True)
class RejectedRecord:
    """One record in quarantine; its text may hold personal data."""

    entity: str
    file: str
    row: int
    reasons: list[str]
    text: str | None
    rejected_at: datetime


def show_records(
    connection: duckdb.DuckDBPyConnection, source: str, entity: str | None, reason: str | None, limit: int
) -> list[RejectedRecord]:
    """Return the newest records in quarantine; ``reason`` is a part of one of their reasons."""
    rows = connection.execute(
        f"""
        select entity, source_file, source_row, reasons, raw_text, rejected_at
        from {STANDING}
        where
            source = $source
            and ($entity is null or entity = $entity)
            and ($reason is null or len(list_filter(reasons, lambda said: contains(lower(said), lower($reason)))) > 0)
        order by rejected_at desc, source_file, source_row
        limit $limit
        """,
        {"source": source, "entity": entity, "reason": reason, "limit": limit},
    ).fetchall()
    return [RejectedRecord(*row) for row in rows]
