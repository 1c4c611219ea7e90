"""Who belongs together; people are numbers here."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_tasks.identity.components import label_components, part_those_who_never_match


def groups(labels):
    """Return who is together, as sets."""
    return {frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels.tolist())}


def joined(count, links):
    left, right = np.array(links, dtype=int).reshape(-1, 2).T
    return label_components(count, left, right)


def parted(count, links, never):
    labels, refused = part_those_who_never_match(joined(count, links), links, never)
    return groups(labels), refused


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ([], [{0}, {1}, {2}, {3}]),
        ([(0, 1), (1, 2)], [{0, 1, 2}, {3}]),
        ([(0, 3), (1, 2)], [{0, 3}, {1, 2}]),
        ([(0, 1), (1, 2), (0, 2), (2, 3)], [{0, 1, 2, 3}]),
    ],
)
def test_links_lead_directly_or_through_others(links, expected):
    assert groups(joined(4, links)) == {frozenset(group) for group in expected}


def test_who_never_matches_is_not_joined_through_others_either():
    assert parted(3, [(0, 1), (1, 2)], [(0, 2)]) == ({frozenset({0, 1}), frozenset({2})}, [(1, 2)])


def test_the_links_that_come_first_stand():
    assert parted(3, [(1, 2), (0, 1)], [(0, 2)]) == ({frozenset({1, 2}), frozenset({0})}, [(0, 1)])


def test_a_decision_about_one_group_leaves_the_others_alone():
    found, refused = parted(5, [(0, 1), (3, 4)], [(0, 1)])
    assert found == {frozenset({0}), frozenset({1}), frozenset({2}), frozenset({3, 4})}
    assert refused == [(0, 1)]


def test_a_decision_about_two_who_are_apart_anyway_changes_nothing():
    assert parted(3, [(0, 1)], [(0, 2)]) == ({frozenset({0, 1}), frozenset({2})}, [])


PAIRS = st.lists(st.sampled_from(list(combinations(range(8), 2))), max_size=12)


@given(links=PAIRS, never=PAIRS)
def test_nobody_is_with_somebody_whom_they_never_match(links, never):
    found, refused = parted(8, links, never)
    together = {person: group for group in found for person in group}
    assert all(together[left] != together[right] for left, right in never)
    # A link is refused only where it would bring such two together.
    for left, right in refused:
        both = together[left] | together[right]
        assert any(a in both and b in both for a, b in never)
