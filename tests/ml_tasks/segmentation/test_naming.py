import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.explaining.marks import say_marks
from ml_tasks.segmentation.explaining.naming import name_segments
from ml_tasks.segmentation.explaining.profiles import Measure, SegmentProfile

COLUMNS = SegmentationConfig().measured_columns


def _profile(segment_id: int = 1, **ranks: float) -> SegmentProfile:
    """Ordinary in every column but those given by rank; the median is a hundred times the rank."""
    given_ranks = dict.fromkeys(COLUMNS, 0.5) | ranks
    measures = {column: Measure(100 * rank, 50.0, rank) for column, rank in given_ranks.items()}
    return SegmentProfile(segment_id, 10, measures)


@pytest.mark.parametrize(
    ("name", "ranks"),
    [
        ("Dormant Customers", {"days_since_last_order": 0.9, "orders_last_90_days_count": 0.1, "net_spend_usd": 0.9}),
        ("New Visitors", {"days_since_first_order": 0.1, "order_count": 0.1, "sessions_last_90_days_count": 0.8}),
        ("Newer Customers", {"days_since_first_order": 0.1, "order_count": 0.1}),
        ("Loyal High Spenders", {"net_spend_usd": 0.8, "order_count": 0.8, "coupon_redemption_count": 0.9}),
        ("Deal Hunters", {"coupon_redemption_count": 0.9, "discount_share": 0.9}),
        ("Discount Seekers", {"discount_share": 0.8}),
        ("Big-Basket Buyers", {"average_order_value_usd": 0.8}),
        ("High-Engagement Buyers", {"sessions_last_90_days_count": 0.8}),
        ("Frequent Small-Basket Buyers", {"order_count": 0.7, "average_order_value_usd": 0.2}),
        ("Frequent Buyers", {"order_count": 0.7}),
        ("Recent Browsers", {"sessions_last_90_days_count": 0.7, "order_count": 0.2}),
        ("Infrequent Browsers", {"sessions_last_90_days_count": 0.1, "order_count": 0.1}),
        ("Occasional Buyers", {"order_count": 0.2}),
        ("Regular Buyers", {}),
    ],
)
def test_each_rule_names_its_profile(name, ranks):
    (named,) = name_segments([_profile(**ranks)])
    assert named.name == name
    assert "of customers (rule: " in named.rule


def test_what_is_not_measured_earns_no_name():
    profile = SegmentProfile(1, 10, {"net_spend_usd": Measure(5, 5, 0.5)})
    (named,) = name_segments([profile])
    assert (named.name, named.rule) == ("Other Buyers", "no other rule holds")


def test_namesakes_are_told_apart_by_what_differs_most():
    small = _profile(1, order_count=0.7, average_order_value_usd=0.4)
    large = _profile(2, order_count=0.75, average_order_value_usd=0.7)
    names = [named.name for named in name_segments([small, large])]
    assert names == ["Frequent Buyers with Small Baskets", "Frequent Buyers with Large Baskets"]


def test_namesakes_alike_in_everything_are_ordered_by_spend():
    assert [named.name for named in name_segments([_profile(5), _profile(9)])] == [
        "Regular Buyers, No. 1 by Spend",
        "Regular Buyers, No. 2 by Spend",
    ]


@given(st.lists(st.lists(st.sampled_from([0.05, 0.3, 0.5, 0.7, 0.95]), min_size=14, max_size=14), max_size=10))
def test_names_are_unique_and_blind_to_numbers(ranks_of_segments):
    ranks = [dict(zip(COLUMNS, ranks, strict=True)) for ranks in ranks_of_segments]
    names = [named.name for named in name_segments([_profile(i + 1, **each) for i, each in enumerate(ranks)])]
    renumbered = [named.name for named in name_segments([_profile(50 - i, **each) for i, each in enumerate(ranks)])]
    assert len(set(names)) == len(names)
    assert renumbered == names


def test_marks_say_worth_and_then_the_most_distinctive_themes():
    profile = SegmentProfile(
        1,
        10,
        {
            "net_spend_usd": Measure(3100, 1000, 0.9),
            "median_days_between_orders": Measure(2.5, 7, 0.1),
            "order_count": Measure(140, 40, 0.95),
            "discount_share": Measure(0.04, 0.15, 0.2),
            "days_since_last_order": Measure(1, 7, 0.35),
            "average_order_value_usd": Measure(20, 19, 0.52),
        },
    )
    assert say_marks(profile) == (
        "spends 3.1x the median; orders every 2.5 days; rarely on discount (4% off); last order 1 day ago"
    )


def test_an_ordinary_segment_says_its_worth_alone():
    assert say_marks(_profile()) == "spends 1.0x the median"
