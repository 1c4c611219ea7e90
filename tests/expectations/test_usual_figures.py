"""What is usual follows from the past, and a verdict says it in numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.gates import run_gate
from expectations.usual_figures import usual_range

_ORDERS = "The last week brought in the usual number of orders."
_SHARES = "Every segment holds its usual share of the customers."


@pytest.fixture
def verdict(world):
    """Judge the world at a gate, and return what was observed, what was asked and whether it was met."""

    def judge(gate: str, sentence: str) -> tuple[str, str, bool]:
        (found,) = [v for v in run_gate(world, gate, build_id=7).results if v.expectation == sentence]
        return found.observed, found.threshold, found.is_met

    return judge


@pytest.mark.parametrize(
    ("past", "least_slack", "expected"),
    [
        ([100] * 8, 0, (75, 125)),  # it never moved: a quarter
        ([100] * 7 + [1000], 0, (75, 125)),  # one odd week widens nothing
        ([80, 90, 100, 110, 120], 0, (100 - 3 * 14.826, 100 + 3 * 14.826)),  # the deviations' median is 10
        ([0.01, 0.01], 0.02, (0, 0.03)),  # a small share may move by two points, and not below nothing
        ([-10, 20, 50], 0, (-10, 20 + 3 * 1.4826 * 30)),  # what was below zero before may be again
        ([0, 0, 0, 0], 0, (0, 0)),
    ],
)
def test_the_usual_range(past, least_slack, expected):
    assert usual_range(past, least_slack) == pytest.approx(expected)


@given(past=st.lists(st.floats(0, 1e9), min_size=1, max_size=8), factor=st.integers(1, 1000))
def test_the_usual_range_holds_the_median_and_knows_no_unit(past, factor):
    least, most = usual_range(past)

    assert 0 <= least <= sorted(past)[len(past) // 2] <= most
    assert usual_range([figure * factor for figure in past]) == pytest.approx((least * factor, most * factor))


def test_a_verdict_names_the_week_and_both_numbers(execute, verdict):
    execute("update marts.weekly_kpis set order_count = order_count * 30")

    assert verdict("marts", _ORDERS) == ("orders in the week of 2017-12-25: 3,240", "usual 2,329 to 3,881", True)

    execute("update marts.weekly_kpis set order_count = 812 where week_starts_on = '2017-12-25'")

    assert verdict("marts", _ORDERS) == ("orders in the week of 2017-12-25: 812", "usual 2,329 to 3,881", False)


def test_a_figure_on_the_bound_that_is_shown_is_usual(execute, verdict):
    """The bound is 2,328.75, and a person reads 2,329."""
    execute("update marts.weekly_kpis set order_count = order_count * 30")
    for order_count, is_met in ((2329, True), (2328, False)):
        execute(f"update marts.weekly_kpis set order_count = {order_count} where week_starts_on = '2017-12-25'")

        assert verdict("marts", _ORDERS)[2] is is_met


def test_only_the_eight_whole_weeks_before_count(execute, verdict):
    """Not the week in which the shop opened, on a Saturday, and not what was before."""
    before = verdict("marts", _ORDERS)

    execute(
        "insert into marts.weekly_kpis values ('2017-10-16', 2, 1, 1, 1);"
        "insert into marts.weekly_kpis select week::date, 7, 9000, 1, 1 "
        "from range(date '2016-01-04', date '2017-10-16', interval 7 days) as weeks (week)"
    )

    assert verdict("marts", _ORDERS) == before


@pytest.mark.parametrize(
    ("first_week", "expected"),
    [
        ("2017-12-25", ("orders in the week of 2017-12-25: 9", "not known yet what is usual", True)),
        ("2017-12-04", ("orders in the week of 2017-12-25: 9", "not known yet what is usual", True)),
        ("2017-11-27", ("orders in the week of 2017-12-25: 9", "usual 79 to 132", False)),
        ("2018-01-01", ("nothing to compare yet", "not known yet what is usual", True)),
    ],
)
def test_four_weeks_make_a_past(execute, verdict, first_week, expected):
    execute(
        f"delete from marts.weekly_kpis where week_starts_on < '{first_week}';"
        "update marts.weekly_kpis set order_count = 9 where week_starts_on = '2017-12-25'"
    )

    assert verdict("marts", _ORDERS) == expected


def test_only_the_segments_that_moved_are_named(execute, verdict):
    assert verdict("segments", _SHARES) == (
        "Segment 1: 50.0%; Segment 2: 50.0%",
        "Segment 1: usual 37.5% to 62.5%; Segment 2: usual 37.5% to 62.5%",
        True,
    )

    execute("update segments.segment_profiles set customer_share = 0.35 where segment_id = 2")

    assert verdict("segments", _SHARES) == ("Segment 2: 35.0%", "usual 37.5% to 62.5%", False)


@pytest.mark.parametrize(
    ("as_of", "state", "model_version", "counts"),
    [
        ("2017-12-24", "passed", "m1", True),  # a Sunday, the week before that of build 6
        ("2017-12-26", "passed", "m1", False),  # the week of build 6, which has spoken for it
        ("2018-01-01", "passed", "m1", False),  # this very week
        ("2017-11-06", "passed", "m1", True),  # eight weeks ago
        ("2017-11-05", "passed", "m1", False),
        ("2017-12-24", "failed", "m1", False),  # nobody trusted it
        ("2017-12-24", "passed", "m2", True),  # a new model each week, and the names stay
    ],
)
def test_a_week_counts_once_and_two_make_a_past(execute, verdict, as_of, state, model_version, counts):
    execute("delete from ops.segment_sizes where build_id = 5")
    _add_build(execute, as_of, state, model_version)

    assert (verdict("segments", _SHARES)[1] != "not known yet what is usual") is counts


def test_the_newest_build_of_a_week_stands_for_it(execute, verdict):
    for as_of in ("2017-12-24", "2017-12-31"):
        _add_build(execute, as_of, "passed", "m1", first_segment=8)

    assert verdict("segments", _SHARES) == (
        "Segment 1: 50.0%; Segment 2: 50.0%",
        "Segment 1: usual 15.0% to 25.0%; Segment 2: usual 60.0% to 100.0%",
        False,
    )


def _add_build(execute, as_of: str, state: str, model_version: str, first_segment: int = 20) -> None:
    execute(f"""
        insert into ops.builds by name
        select max(build_id) + 1 as build_id, timestamp '{as_of}' as as_of, 3 as raw_through_batch, 'f' as fingerprint,
            '{state}' as state, '{model_version}' as model_version, timestamp '2018-01-02' as opened_at
        from ops.builds;
        insert into ops.segment_sizes by name
        select (select max(build_id) from ops.builds) as build_id, timestamp '{as_of}' as as_of, segment_id,
            '{model_version}' as model_version, segment_name,
            if(segment_id = 1, {first_segment}, 40 - {first_segment}) as customer_count
        from segments.segment_profiles
    """)
