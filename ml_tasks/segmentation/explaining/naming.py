"""Names from profiles: the rules decide, and a cluster's number never matters."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ml_tasks.segmentation.explaining.marks import say_marks
from ml_tasks.segmentation.explaining.naming_rules import NAMING_RULES
from ml_tasks.segmentation.explaining.profiles import SegmentProfile
from ml_tasks.segmentation.explaining.telling_apart import tell_apart


@dataclass(frozen=True)
class SegmentName:
    """What a person reads: the name, the rule that gave it, and what marks the segment."""

    segment_id: int
    name: str
    rule: str
    marks: str


def name_segments(profiles: Sequence[SegmentProfile]) -> list[SegmentName]:
    """Name every segment, in the order given; no two names of a result are the same."""
    rules = {profile.segment_id: next(rule for rule in NAMING_RULES if rule.holds(profile)) for profile in profiles}
    sharing = defaultdict(list)
    for profile in profiles:
        sharing[rules[profile.segment_id].name].append(profile)
    names: dict[int, str] = {}
    for name, namesakes in sharing.items():
        names |= tell_apart(name, namesakes)
    return [
        SegmentName(
            segment_id=profile.segment_id,
            name=names[profile.segment_id],
            rule=rules[profile.segment_id].said_of(profile),
            marks=say_marks(profile),
        )
        for profile in profiles
    ]
