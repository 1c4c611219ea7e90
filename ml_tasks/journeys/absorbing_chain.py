"""Where an absorbing Markov chain ends, and how soon."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class AbsorbingChain:
    """What follows from the moves of a chain; a state that was never left has NaN everywhere.

    Attributes
    ----------
    absorption_probabilities
        Shape (transient, absorbing): from each state, the probability to end in each of the absorbing ones.
    expected_steps
        Shape (transient,): the mean number of moves from each state until the chain ends.
    """

    absorption_probabilities: np.ndarray
    expected_steps: np.ndarray


def solve_absorbing_chain(counts: np.ndarray, absorbing_count: int) -> AbsorbingChain:
    """Solve the chain whose transition probabilities are the shares of the counted moves.

    With Q the probabilities among transient states and R those of ending, the fundamental matrix is
    N = (I - Q)^-1, the probabilities of absorption are N R, and the expected steps are the row sums of N
    (Kemeny & Snell 1960, Finite Markov Chains, chapter III).

    Parameters
    ----------
    counts
        Shape (transient, transient + absorbing): moves from each transient state to each state, absorbing ones last.
    absorbing_count
        How many of the columns are absorbing states.

    Raises
    ------
    ValueError
        When some state that was reached or left leads to no end.
    """
    counts = np.asarray(counts, dtype=float)
    transient_count = counts.shape[1] - absorbing_count
    totals = counts.sum(axis=1)
    left = totals > 0
    among, ending = counts[:, :transient_count], counts[:, transient_count:]
    _check_that_it_ends(among, ending, left)

    probabilities = np.full((transient_count, absorbing_count), np.nan)
    steps = np.full(transient_count, np.nan)
    of_left = totals[left, None]
    fundamental = np.linalg.inv(np.eye(int(left.sum())) - among[np.ix_(left, left)] / of_left)
    # The inverse may miss a probability of 0 or 1 by its last bit.
    probabilities[left] = np.clip(fundamental @ (ending[left] / of_left), 0, 1)
    steps[left] = fundamental.sum(axis=1)
    return AbsorbingChain(probabilities, steps)


def _check_that_it_ends(among: np.ndarray, ending: np.ndarray, left: np.ndarray) -> None:
    ends = ending.sum(axis=1) > 0
    for _ in range(len(ends)):
        ends = ends | (among[:, ends].sum(axis=1) > 0)
    reached = left | (among.sum(axis=0) > 0)
    endless = np.flatnonzero(reached & ~ends)
    if len(endless):
        raise ValueError(
            f"No end can be reached from state {endless[0]} of the chain; expected that every path that is counted "
            "ends in an absorbing state. Count whole paths."
        )
