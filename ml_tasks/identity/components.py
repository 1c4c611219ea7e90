"""Connected components: who belongs together by links, directly or through others."""

from collections.abc import Collection, Sequence

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Link = tuple[int, int]


def label_components(node_count: int, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return for each of ``node_count`` nodes the number of its component; links are pairs of node numbers."""
    ones = np.ones(len(left), dtype=np.int8)
    graph = coo_array((ones, (left, right)), shape=(node_count, node_count))
    return connected_components(graph, directed=False)[1]


def part_those_who_never_match(
    labels: np.ndarray, links: Sequence[Link], never: Collection[Link]
) -> tuple[np.ndarray, list[Link]]:
    """Join again, link by link in the order given, the components that hold a pair which must not be together.

    A link that would bring such a pair together is refused, so the links that come first count most. Returns the new
    labels, and the links that were refused.
    """
    forbidden = [pair for pair in never if labels[pair[0]] == labels[pair[1]]]
    if not forbidden:
        return labels, []
    torn = {int(labels[left]) for left, _ in forbidden}
    inside = [link for link in links if int(labels[link[0]]) in torn]
    groups = {int(node): {int(node)} for node in np.flatnonzero(np.isin(labels, list(torn)))}
    enemies: dict[int, set[int]] = {}
    for left, right in forbidden:
        enemies.setdefault(left, set()).add(right)
        enemies.setdefault(right, set()).add(left)
    refused = []
    for left, right in inside:
        ours, theirs = groups[left], groups[right]
        if ours is theirs:
            continue
        if any(enemies.get(node, set()) & theirs for node in ours):
            refused.append((left, right))
            continue
        ours |= theirs
        for node in theirs:
            groups[node] = ours
    return _relabel(labels, groups), refused


def _relabel(labels: np.ndarray, groups: dict[int, set[int]]) -> np.ndarray:
    parted = labels.copy()
    first_free = int(labels.max()) + 1
    for node, group in groups.items():
        parted[node] = first_free + min(group)
    return parted
