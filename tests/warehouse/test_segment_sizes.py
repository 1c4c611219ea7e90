"""The sizes of a build's segments outlive the build."""

import pytest

from warehouse.connection import build_connection
from warehouse.segment_sizes import record_segment_sizes


@pytest.fixture
def sizes(settings):
    """Record the sizes of a build whose segments hold so many customers, and return all that is recorded."""

    def record(build_id: int, *customer_counts: int) -> list[tuple]:
        with build_connection(settings, "test") as connection:
            connection.execute("create schema if not exists segments")
            connection.execute(
                "create or replace table segments.segment_profiles as "
                "select timestamp '2018-01-01' as as_of, 'm1' as model_version, segment_id, "
                "'Segment ' || segment_id as segment_name, customer_counts[segment_id]::bigint as customer_count "
                "from (select ?::bigint[] as customer_counts), range(1, ? + 1) as segments (segment_id)",
                [list(customer_counts), len(customer_counts)],
            )
            record_segment_sizes(connection, build_id)
            return connection.execute(
                "select build_id, model_version, segment_id, segment_name, customer_count "
                "from ops.segment_sizes order by all"
            ).fetchall()

    return record


def test_each_build_adds_its_own(sizes):
    sizes(1, 30, 0)

    assert sizes(2, 25, 15) == [
        (1, "m1", 1, "Segment 1", 30),
        (1, "m1", 2, "Segment 2", 0),
        (2, "m1", 1, "Segment 1", 25),
        (2, "m1", 2, "Segment 2", 15),
    ]


def test_a_build_that_ends_twice_is_recorded_once(sizes):
    """A task that was cleared runs again, over what its build holds by then."""
    sizes(1, 30, 10)

    assert sizes(1, 40) == [(1, "m1", 1, "Segment 1", 40)]
