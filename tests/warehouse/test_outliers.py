"""The fences of a build and what lay beyond them outlive the build."""

import pytest

from warehouse.connection import build_connection
from warehouse.outliers import record_outliers

FENCES = """
create schema intermediate;
create schema marts;
create table intermediate.int_order_outliers__fenced as
select
    'fct_orders' as table_name, column_name, 'iqr' as method, 1.5::double as threshold, true as is_log_scale,
    'cap' as treatment, 6 as row_count, lower_fence::double as lower_fence, upper_fence::double as upper_fence
from (values ('net_spend_usd', -1, 9), ('line_count', null, null)) as fences (column_name, lower_fence, upper_fence);
create table marts.fct_orders as
select
    net_spend_usd::decimal(18, 2) as net_spend_usd,
    net_spend_usd != -50 and net_spend_usd not between -1 and 9 as is_net_spend_usd_outlier,
    1 as line_count,
    false as is_line_count_outlier
from (values (-1), (-1.01), (9), (9.01), (10), (11), (-50), (null)) as orders (net_spend_usd)
"""


@pytest.fixture
def recorded(settings):
    """Record a build, and return all that is recorded."""

    def record(build_id: int) -> list[tuple]:
        with build_connection(settings, "test") as connection:
            record_outliers(connection, build_id)
            return connection.execute(
                "select build_id, column_name, lower_fence, upper_fence, low_count, high_count, row_count "
                "from ops.outliers order by all"
            ).fetchall()

    return record


def test_both_sides_are_counted_by_the_flag(settings, recorded):
    """The -50 was not judged; without fences there is nothing beyond them."""
    with build_connection(settings, "test") as connection:
        connection.execute(FENCES)

    of_first = [(1, "line_count", None, None, 0, 0, 6), (1, "net_spend_usd", -1, 9, 1, 3, 6)]
    assert recorded(1) == of_first
    assert recorded(1) == of_first, "a task that was cleared records its build anew"
    assert recorded(2) == of_first + [(2, *facts) for _, *facts in of_first]


def test_a_home_without_fences_records_nothing(recorded):
    assert recorded(1) == []
