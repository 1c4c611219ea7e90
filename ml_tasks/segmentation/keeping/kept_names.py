"""A segment keeps its name from model to model as long as its profile keeps to the name's rule."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ml_tasks.segmentation.explaining.naming import SegmentName
from ml_tasks.segmentation.explaining.naming_rules import NAMING_RULES, NamingRule
from ml_tasks.segmentation.explaining.profiles import SegmentProfile
from ml_tasks.segmentation.explaining.telling_apart import QUALIFIERS


def keep_names(
    fresh: Sequence[SegmentName], profiles: Sequence[SegmentProfile], earlier: Mapping[int, str]
) -> list[SegmentName]:
    """Give kept segments (the ids of ``earlier``) the names that they had, where these still fit; all stay unique."""
    by_id = {profile.segment_id: profile for profile in profiles}
    kept = {}
    for name in fresh:
        former, profile = earlier.get(name.segment_id, ""), by_id[name.segment_id]
        rule = _rule_of(former)
        if rule is None or not rule.holds(profile):
            continue
        namesakes = [by_id[other.segment_id] for other in fresh if other is not name and _rule_of(other.name) is rule]
        if _is_still_told_apart(former, profile, namesakes):
            kept[name.segment_id] = replace(name, name=former, rule=rule.said_of(profile))
    names = dict(kept)
    for name in fresh:
        if name.segment_id not in kept:
            names[name.segment_id] = _told_apart(name, names, by_id)
    return [names[name.segment_id] for name in fresh]


def _rule_of(name: str) -> NamingRule | None:
    """Find the rule that a name comes from, whatever was added to tell it from others."""
    rules = [rule for rule in NAMING_RULES if name == rule.name or name.startswith((f"{rule.name} ", f"{rule.name},"))]
    return max(rules, key=lambda rule: len(rule.name), default=None)


def _is_still_told_apart(name: str, profile: SegmentProfile, namesakes: Sequence[SegmentProfile]) -> bool:
    """Whether what was added to the name is true: against those of its rule, or everybody's median if it is alone."""
    for qualifier in QUALIFIERS:
        others = [qualifier.rank(other) for other in namesakes] or [0.5]
        ordinary = sum(others) / len(others)
        # The longer one first: "Not Seen Lately" ends in "Seen Lately".
        if f" {qualifier.high}" in name:
            if qualifier.rank(profile) < ordinary:
                return False
        elif f" {qualifier.low}" in name and qualifier.rank(profile) > ordinary:
            return False
    return True


def _told_apart(
    name: SegmentName, taken: Mapping[int, SegmentName], profiles: Mapping[int, SegmentProfile]
) -> SegmentName:
    """Add what differs most from the segment that has the name already."""
    names = {other.name: other.segment_id for other in taken.values()}
    if name.name not in names:
        return name
    own, holder = profiles[name.segment_id], profiles[names[name.name]]
    by_difference = sorted(QUALIFIERS, key=lambda qualifier: -qualifier.spread([own, holder]))
    for qualifier in by_difference:
        words = qualifier.high if qualifier.rank(own) > qualifier.rank(holder) else qualifier.low
        if f"{name.name} {words}" not in names:
            return replace(name, name=f"{name.name} {words}")
    return replace(name, name=f"{name.name}, No. {name.segment_id}")
