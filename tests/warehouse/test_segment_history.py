"""``ml.segment_history`` over several builds: a failed build and one of the past leave no mark."""

from datetime import datetime

import pytest

from warehouse.connection import build_connection
from warehouse.dbt_runner import invoke, read_manifest
from warehouse.segment_history import record_segment_history

MAY, JUNE, JULY = (datetime(2017, month, 1) for month in (5, 6, 7))
MODELS = ["int_customer_segments__believed", "int_customer_segments__backcast", "customer_segment_history"]

UPSTREAM = """
create schema if not exists segments;
create schema if not exists marts;
create or replace table segments.cluster_assignments as
select *, 'm1' as model_version from (values {}) as labels (customer_id, segment_id);
create or replace table segments.dim_segments as
select unnest([1, 2, 3]) as segment_id, unnest(['one', 'two', 'three']) as segment_name, 'm1' as model_version;
create table if not exists marts.customer_features_history
(customer_id varchar, as_of timestamp, is_month_end boolean);
"""


@pytest.fixture
def build(settings):
    """Make the history of a build from its labels by customer, and return it; ``state`` says how the build ends."""
    ids = iter(range(1, 100))

    def make(as_of, labels, state="passed"):
        build_id = next(ids)
        rows = ", ".join(f"('{customer_id}', {segment_id})" for customer_id, segment_id in labels.items())
        with build_connection(settings, "test") as connection:
            connection.execute(UPSTREAM.format(rows))
            connection.execute(
                "insert into ops.builds by name select ? as build_id, ?::timestamp as as_of, 1 as raw_through_batch, "
                "'' as fingerprint, 'open' as state, ?::timestamp as opened_at",
                [build_id, as_of, as_of],
            )
        variables = {"as_of": str(as_of), "build_id": build_id, "raw_through_batch": 1, "model_version": ""}
        outcome = invoke(settings, ["run", "--select", *MODELS], variables=variables, manifest=read_manifest(settings))
        assert outcome.success, outcome.exception or [result.message for result in outcome.result]
        with build_connection(settings, "test") as connection:
            if state == "passed":
                record_segment_history(connection, build_id)
            connection.execute("update ops.builds set state = ? where build_id = ?", [state, build_id])
            return _periods(connection, "segments.customer_segment_history")

    return make


@pytest.fixture
def believed(settings):
    """Return a question: what ``ml.segment_history`` holds now."""

    def ask():
        with build_connection(settings, "test") as connection:
            return _periods(connection, "ml.segment_history")

    return ask


def _periods(connection, table):
    return connection.execute(
        f"select customer_id, segment_id, valid_from, valid_to, is_gone from {table} order by customer_id, valid_from"
    ).fetchall()


def test_a_customer_who_moves_gets_a_period_and_the_others_keep_theirs(build, believed):
    first = build(MAY, {"ann": 1, "bob": 2})
    assert first == believed() == [("ann", 1, MAY, None, False), ("bob", 2, MAY, None, False)]

    second = build(JUNE, {"ann": 3, "bob": 2, "new": 1})
    assert second == believed()
    assert second == [
        ("ann", 1, MAY, JUNE, False),
        ("ann", 3, JUNE, None, False),
        ("bob", 2, MAY, None, False),
        ("new", 1, JUNE, None, False),
    ]


def test_who_is_no_customer_any_more_is_gone(build, believed):
    build(MAY, {"ann": 1, "merged_into_ann": 2})
    build(JUNE, {"ann": 1})
    assert believed() == [("ann", 1, MAY, None, False), ("merged_into_ann", 2, MAY, JUNE, True)]

    build(JULY, {"ann": 1, "merged_into_ann": 2})
    assert believed()[1:] == [("merged_into_ann", 2, MAY, JUNE, True), ("merged_into_ann", 2, JULY, None, False)]


def test_the_same_as_of_built_twice_is_believed_as_the_second_says(build, believed):
    build(MAY, {"ann": 1, "bob": 2})
    build(JUNE, {"ann": 3, "bob": 2})
    build(JUNE, {"ann": 1, "bob": 1})
    assert believed() == [("ann", 1, MAY, None, False), ("bob", 2, MAY, JUNE, False), ("bob", 1, JUNE, None, False)]


def test_a_build_of_the_past_shows_what_had_begun_and_changes_nothing(build, believed):
    build(MAY, {"ann": 1, "bob": 2})
    build(JULY, {"ann": 3, "bob": 2})
    before = believed()

    shown = build(JUNE, {"ann": 1, "bob": 1})
    assert shown == [("ann", 1, MAY, None, False), ("bob", 2, MAY, JUNE, False), ("bob", 1, JUNE, None, False)]
    assert believed() == before

    assert build(JULY, {"ann": 3, "bob": 2}) == before


def test_a_build_that_fails_is_not_believed(build, believed):
    build(MAY, {"ann": 1})
    before = believed()
    build(JUNE, {"ann": 2}, state="failed")
    assert believed() == before

    assert build(JULY, {"ann": 3}) == [("ann", 1, MAY, JULY, False), ("ann", 3, JULY, None, False)]


def test_entering_a_build_twice_changes_nothing(settings, build, believed):
    build(MAY, {"ann": 1})
    build(JUNE, {"ann": 2})
    before = believed()
    with build_connection(settings, "test") as connection:
        record_segment_history(connection, 2)
    assert believed() == before
