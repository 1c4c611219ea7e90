"""Two chains solved by hand, and what holds of every chain that is counted from whole paths."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_tasks.journeys.absorbing_chain import solve_absorbing_chain

STATES = ["start", "look", "search", "cart"]
ENDS = ["conversion", "exit"]
PATHS = st.lists(
    st.tuples(st.lists(st.sampled_from(STATES[1:]), max_size=8), st.sampled_from(ENDS)), min_size=1, max_size=12
)


def counted(paths: list[tuple[list[str], str]]) -> np.ndarray:
    """Count the moves of paths that begin in start."""
    counts = np.zeros((len(STATES), len(STATES) + len(ENDS)))
    for steps, end in paths:
        whole = ["start", *steps, end]
        for here, there in pairwise(whole):
            counts[STATES.index(here), [*STATES, *ENDS].index(there)] += 1
    return counts


def test_a_shop_that_is_solved_by_hand():
    """Four paths; one of them goes back from the cart, one stays on a page, and one of the four buys.

    With p for the page and c for the cart: p = p/6 + 2c/6 and c = 1/2 + p/2, so c = 5/8 and p = 1/4; all paths go from
    start to the page. Steps: s = 1 + s/6 + 2t/6 from the page and t = 1 + s/2 from the cart, so both are 2.
    """
    counts = np.array(
        [
            # start, page, cart, conversion, exit
            [0, 4, 0, 0, 0],
            [0, 1, 2, 0, 3],
            [0, 1, 0, 1, 0],
        ]
    )
    chain = solve_absorbing_chain(counts, 2)
    buys = [Fraction(1, 4), Fraction(1, 4), Fraction(5, 8)]
    expected = [[float(share), float(1 - share)] for share in buys]
    np.testing.assert_allclose(chain.absorption_probabilities, expected, rtol=1e-12)
    np.testing.assert_allclose(chain.expected_steps, [3, 2, 2], rtol=1e-12)


def test_the_walk_between_two_walls():
    """Kemeny & Snell's random walk: from i of 4, the far wall comes first with i/4, after i * (4 - i) steps."""
    chain = solve_absorbing_chain(np.array([[0, 1, 0, 1, 0], [1, 0, 1, 0, 0], [0, 1, 0, 0, 1]]), 2)
    np.testing.assert_allclose(chain.absorption_probabilities[:, 1], [1 / 4, 2 / 4, 3 / 4], rtol=1e-12)
    np.testing.assert_allclose(chain.expected_steps, [3, 4, 3], rtol=1e-12)


@given(PATHS)
def test_probabilities_are_some_and_add_up(paths):
    counts = counted(paths)
    chain = solve_absorbing_chain(counts, len(ENDS))
    left = counts.sum(axis=1) > 0
    probabilities = chain.absorption_probabilities[left]
    assert ((probabilities >= 0) & (probabilities <= 1)).all()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-9)
    assert (chain.expected_steps[left] >= 1 - 1e-12).all()
    assert np.isnan(chain.absorption_probabilities[~left]).all()
    assert np.isnan(chain.expected_steps[~left]).all()


@given(PATHS)
def test_from_start_the_chain_says_what_was_seen(paths):
    chain = solve_absorbing_chain(counted(paths), len(ENDS))
    share = sum(end == "conversion" for _, end in paths) / len(paths)
    length = sum(len(steps) + 1 for steps, _ in paths) / len(paths)
    assert chain.absorption_probabilities[0, 0] == pytest.approx(share, abs=1e-9)
    assert chain.expected_steps[0] == pytest.approx(length)


@given(PATHS)
def test_steps_that_repeat_change_no_probability(paths):
    counts = counted(paths)
    collapsed = counts.copy()
    np.fill_diagonal(collapsed, 0)
    np.testing.assert_allclose(
        solve_absorbing_chain(collapsed, len(ENDS)).absorption_probabilities,
        solve_absorbing_chain(counts, len(ENDS)).absorption_probabilities,
        atol=1e-9,
    )


@pytest.mark.parametrize(
    "counts",
    [
        pytest.param([[0, 1, 1], [1, 0, 0]], id="of a circle that some leave: it ends"),
        pytest.param([[1, 0, 1], [0, 0, 0]], id="a state that nobody was in"),
    ],
)
def test_what_ends_is_solved(counts):
    assert solve_absorbing_chain(np.array(counts), 1).absorption_probabilities[0, 0] == pytest.approx(1)


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        pytest.param([[0, 1, 1], [0, 1, 0]], 1, id="a circle that nobody leaves"),
        pytest.param([[0, 1, 1], [0, 0, 0]], 1, id="a path that was cut off"),
    ],
)
def test_what_never_ends_is_refused(counts, state):
    with pytest.raises(ValueError, match=f"No end can be reached from state {state} of the chain"):
        solve_absorbing_chain(np.array(counts), 1)
