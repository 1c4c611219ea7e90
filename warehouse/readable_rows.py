"""Which loaded rows count, as SQL conditions: what the dbt macro ``raw_rows`` says, for those who read raw without dbt.

A row counts when its batch passed the load gate, and no batch that passed has superseded it.
"""

_PASSED = "(select batch_id from ops.batches where state = 'passed')"


def is_readable() -> str:
    """Condition over a raw table: a build that opened now would read the row."""
    return f"_batch_id in {_PASSED} and {is_not_superseded()}"


def is_not_superseded(column: str = "_superseded_in", passed: str = _PASSED) -> str:
    """Condition: no batch that passed has superseded the row; what another batch would replace stands until then."""
    return f"({column} is null or {column} not in {passed})"
