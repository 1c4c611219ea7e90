"""A segment that was kept keeps its name while that is true, and no two are called the same."""

import pytest

from ml_tasks.segmentation.explaining.naming import SegmentName
from ml_tasks.segmentation.explaining.naming_rules import NAMING_RULES
from ml_tasks.segmentation.explaining.profiles import Measure, SegmentProfile
from ml_tasks.segmentation.explaining.traits import without_traits
from ml_tasks.segmentation.keeping.kept_names import keep_names

FREQUENT = "Frequent Buyers"


def profile(segment_id: int, **ranks: float) -> SegmentProfile:
    return SegmentProfile(segment_id, 10, {column: Measure(1.0, 1.0, rank) for column, rank in ranks.items()})


def named(*names: str) -> list[SegmentName]:
    return [SegmentName(number, name, "rule", "marks") for number, name in enumerate(names, start=1)]


@pytest.mark.parametrize(
    ("coupons", "kept"),
    [(0.7, "Frequent Buyers with Coupons"), (0.4, FREQUENT)],
    ids=["still more coupons than the ordinary", "fewer by now"],
)
def test_what_was_added_to_a_name_has_to_be_true_still(coupons, kept):
    own = profile(1, order_count=0.8, coupon_redemption_count=coupons)
    assert keep_names(named(FREQUENT), [own], {1: "Frequent Buyers with Coupons"})[0].name == kept


def test_it_is_true_or_not_against_others_of_the_rule():
    profiles = [profile(1, order_count=0.8, coupon_redemption_count=0.4), profile(2, order_count=0.7)]
    fresh = named("Frequent Buyers without Coupons", "Frequent Buyers with Coupons")
    earlier = {1: "Frequent Buyers with Coupons", 2: "Frequent Buyers without Coupons"}
    poorer = [profiles[0], profile(2, order_count=0.7, coupon_redemption_count=0.1)]
    assert [one.name for one in keep_names(fresh, poorer, earlier)] == list(earlier.values())
    richer = [profiles[0], profile(2, order_count=0.7, coupon_redemption_count=0.9)]
    assert [one.name for one in keep_names(fresh, richer, earlier)] == [one.name for one in fresh]


def test_not_seen_lately_is_not_seen_lately():
    away = profile(1, order_count=0.8, days_since_last_order=0.9)
    assert keep_names(named(FREQUENT), [away], {1: f"{FREQUENT} Not Seen Lately"})[0].name.endswith("Not Seen Lately")
    assert keep_names(named(FREQUENT), [away], {1: f"{FREQUENT} Seen Lately"})[0].name == FREQUENT


def test_a_name_whose_rule_does_not_hold_is_given_up_and_the_new_one_is_told_apart():
    profiles = [profile(1, order_count=0.8, net_spend_usd=0.5), profile(2, order_count=0.2, net_spend_usd=0.4)]
    fresh = named(FREQUENT, "Occasional Buyers")
    earlier = {1: "Occasional Buyers", 2: "Occasional Buyers"}
    assert [one.name for one in keep_names(fresh, profiles, earlier)] == [FREQUENT, "Occasional Buyers"]


def test_traits_are_put_before_a_name_anew_each_time():
    assert without_traits("Age 65+, Household size 1: Other Buyers") == "Other Buyers"
    assert [without_traits(rule.name) for rule in NAMING_RULES] == [rule.name for rule in NAMING_RULES]
