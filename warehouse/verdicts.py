"""The gate verdicts that a build stands on: its own, and those of the loads that it read."""

from collections.abc import Collection
from dataclasses import astuple, dataclass
from datetime import UTC, datetime

import duckdb

_NEWEST_OF_EACH_CHECK = """
select gate, suite, expectation, column_name, observed, threshold, severity, is_met
from ops.gate_results
where
    build_id = $build_id
    or (
        build_id is null
        and batch_id in (select batch_id from ops.batches where state = 'passed' and batch_id <= $raw_through_batch)
    )
qualify row_number() over (partition by gate, suite, expectation, column_name order by judged_at desc) = 1
order by is_met, severity, gate, suite, expectation
"""

_REMOVE_MET = """
with verdicts_on_batches as (
    select
        verdicts.rowid as verdict_id,
        batches.state = 'refused' as is_of_refused_batch,
        batches.batch_id = max(batches.batch_id) over (partition by batches.source, batches.state) as is_of_newest,
        row_number() over (
            partition by batches.batch_id, gate, suite, expectation, column_name order by judged_at desc
        ) as place_in_batch,
        -- What _NEWEST_OF_EACH_CHECK finds for the newest build, and for one that reads all there is.
        row_number() over (
            partition by batches.state, batches.batch_id <= $raw_through_batch, gate, suite, expectation, column_name
            order by judged_at desc
        ) as place_of_check
    from ops.gate_results as verdicts
    inner join ops.batches as batches on verdicts.batch_id = batches.batch_id
    where verdicts.build_id is null and batches.state in ('passed', 'refused')
)
delete from ops.gate_results
where
    is_met
    and judged_at < $before
    and (build_id is null or build_id not in (select unnest($build_ids::bigint[])))
    and rowid not in (
        select verdict_id
        from verdicts_on_batches
        where place_of_check = 1 or (place_in_batch = 1 and (is_of_refused_batch or is_of_newest))
    )
"""


@dataclass(frozen=True)
class Verdict:
    """What an expectation found, newest run only."""

    gate: str
    suite: str
    expectation: str
    column_name: str | None
    observed: str | None
    threshold: str | None
    severity: str
    is_met: bool


def verdicts_of(connection: duckdb.DuckDBPyConnection, build_id: int, raw_through_batch: int) -> list[Verdict]:
    """Read a build's verdicts from the build file or a published one; unmet ones come first."""
    parameters = {"build_id": build_id, "raw_through_batch": raw_through_batch}
    return [Verdict(*row) for row in connection.execute(_NEWEST_OF_EACH_CHECK, parameters).fetchall()]


def record_verdicts(
    connection: duckdb.DuckDBPyConnection, verdicts: Collection[Verdict], *, as_of: datetime, build_id: int | None
) -> None:
    """Enter what a step found that is no suite of Great Expectations; the transaction is the caller's."""
    judged_at = datetime.now(UTC).replace(tzinfo=None)
    connection.executemany(
        "insert into ops.gate_results values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, ?)",
        [[*astuple(verdict), as_of, build_id, judged_at] for verdict in verdicts],
    )


def has_passed_gate(connection: duckdb.DuckDBPyConnection, build_id: int, gate: str) -> bool:
    """Say whether a build was judged at a gate, and nothing that blocks was unmet the last time."""
    verdicts = connection.execute(
        """
        select is_met or severity <> 'block'
        from ops.gate_results
        where build_id = ? and gate = ?
        qualify row_number() over (partition by suite, expectation, column_name order by judged_at desc) = 1
        """,
        [build_id, gate],
    ).fetchall()
    return bool(verdicts) and all(is_harmless for (is_harmless,) in verdicts)


def remove_met_verdicts(
    connection: duckdb.DuckDBPyConnection, before: datetime, build_ids: Collection[int], raw_through_batch: int
) -> int:
    """Remove what was met and judged before a moment (naive UTC), and return how many verdicts that were.

    All of these builds' stay; of batches the newest of each check of those that were refused and of each source's
    newest, and whatever ``verdicts_of`` finds of them for a build through ``raw_through_batch`` or through all.
    """
    wanted = {"before": before, "build_ids": list(build_ids), "raw_through_batch": raw_through_batch}
    (count,) = connection.execute(_REMOVE_MET, wanted).fetchone()
    return count
