"""Records that arrive long after what they tell of; builds count them on their own day all the same."""

from collections.abc import Collection

import duckdb

from extract_load.contracts import Contract

_LATE = """
with days as (
    select event_day, record_count, max(event_day) over (partition by source_file) as newest_day
    from ops.control_totals
    where
        batch_id = $batch_id and source = $source and entity = $entity and entry = 'landed'
        and source_file in (select unnest($names::varchar[]))
)
select coalesce(sum(record_count) filter (where event_day < newest_day - $late_days::integer), 0)::bigint from days
"""


def count_late(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    entity_name: str,
    batch_id: int,
    names: Collection[str],
) -> int:
    """Count the records of files just loaded that are more than ``late_days`` older than the newest of their file.

    Not older than the load: a backfill of last year is no news, an event of last year among today's is.
    """
    late_days = contract.entities[entity_name].late_days
    if late_days is None:
        return 0
    values = {"batch_id": batch_id, "source": contract.source, "entity": entity_name, "names": list(names)}
    (count,) = connection.execute(_LATE, values | {"late_days": late_days}).fetchone()
    return count
