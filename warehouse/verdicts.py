"""The gate verdicts that a build stands on: its own, and those of the loads that it read."""

from dataclasses import dataclass

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
