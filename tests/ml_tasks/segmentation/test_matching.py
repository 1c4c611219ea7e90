"""Which segment is which: a worked example with every event, and ids that never mean two things."""

import numpy as np

from ml_tasks.segmentation.keeping.keeping_config import KeepingConfig
from ml_tasks.segmentation.keeping.matching import Descent, match_segments

# Members of each pair of earlier and new segment. Earlier 1 is kept, 2 falls in two, 3 joins new 4, 5 scatters, and
# new 5 is made of a little of everything. Zero is nobody's segment.
_TYPED = {
    (1, 1): 18, (1, 5): 2,
    (2, 2): 12, (2, 3): 8,
    (3, 4): 6,
    (4, 4): 14,
    (5, 1): 1, (5, 2): 1, (5, 3): 1, (5, 4): 1, (5, 5): 2,
    (0, 5): 3,
}  # fmt: skip


def _labels():
    old = np.concatenate([np.full(count, pair[0]) for pair, count in _TYPED.items()])
    new = np.concatenate([np.full(count, pair[1]) for pair, count in _TYPED.items()])
    return old, new


def _match(old, new, **arguments):
    return match_segments(
        old, new, sorted(set(old.tolist()) - {0}), sorted(set(new.tolist()) - {0}), first_free_id=10, **arguments
    )


def test_kept_split_merged_born_and_retired():
    matching = _match(*_labels())
    assert matching.ids == {1: 1, 2: 2, 4: 4, 3: 10, 5: 11}
    assert matching.descents == [
        Descent(1, "kept", 1, 18, 18 / 21),
        Descent(2, "kept", 2, 12, 12 / 21),
        Descent(4, "merged", 3, 6, 6 / 21),
        Descent(4, "kept", 4, 14, 14 / 21),
        Descent(5, "retired"),
        Descent(10, "split", 2, 8, 8 / 21),
        Descent(11, "born"),
    ]


def test_the_numbers_of_new_clusters_do_not_matter():
    old, new = _labels()
    renumbered = np.array([0, 3, 5, 1, 2, 4])[new]
    found = match_segments(old, renumbered, [1, 2, 3, 4, 5], [1, 2, 3, 4, 5], first_free_id=10)
    assert [found.ids[segment] for segment in (3, 5, 2)] == [1, 2, 4]
    assert sorted(found.ids.values()) == [1, 2, 4, 10, 11]


def test_the_best_pairs_over_all_are_taken_not_the_first():
    # 1 shares most with new 1, and so does 2; only 1 has somewhere else to go.
    old = np.repeat([1, 1, 2], [30, 28, 31])
    new = np.repeat([1, 2, 1], [30, 28, 31])
    assert _match(old, new, config=KeepingConfig(min_kept_overlap=0.4)).ids == {1: 2, 2: 1}
    assert _match(old, new, config=KeepingConfig(min_kept_overlap=0.5)).ids == {1: 2, 2: 10}


def test_with_nothing_in_common_everybody_is_born_and_retired():
    old, new = np.repeat([1, 2], 5), np.repeat([1, 2], 5)
    matching = match_segments(np.zeros(10), new, [1, 2], [1, 2], first_free_id=3)
    assert matching.ids == {1: 3, 2: 4}
    assert {descent.event for descent in matching.descents} == {"born", "retired"}
    assert match_segments(old, new, [1, 2], [1, 2], first_free_id=3).ids == {1: 1, 2: 2}
