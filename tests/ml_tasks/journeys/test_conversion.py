"""Each scope's chain, out of rows and into rows."""

import numpy as np
import pandas as pd

from ml_tasks.journeys.conversion import COLUMNS, journey_conversion

TRANSITIONS = pd.DataFrame(
    [
        ("all", "start", "search", 2),
        ("all", "search", "conversion", 1),
        ("all", "search", "exit", 1),
        ("all", "start", "page_view", 2),
        ("all", "page_view", "exit", 2),
        ("Lost", "start", "page_view", 1),
        ("Lost", "page_view", "exit", 1),
    ],
    columns=["scope", "from_state", "to_state", "transition_count"],
)


def test_each_scope_knows_the_states_of_all():
    solved = journey_conversion(TRANSITIONS)
    assert list(solved.columns) == list(COLUMNS)
    rows = solved.astype(object).where(solved.notna(), None).itertuples(index=False, name=None)
    assert set(rows) == {
        ("all", "start", 0.25, 2.0),
        ("all", "page_view", 0.0, 1.0),
        ("all", "search", 0.5, 1.0),
        ("Lost", "start", 0.0, 2.0),
        ("Lost", "page_view", 0.0, 1.0),
        ("Lost", "search", None, None),
    }


def test_the_order_of_the_rows_is_no_matter():
    shuffled = TRANSITIONS.sample(frac=1, random_state=np.random.default_rng(0))
    pd.testing.assert_frame_equal(journey_conversion(shuffled), journey_conversion(TRANSITIONS))


def test_no_transitions_give_no_rows():
    solved = journey_conversion(TRANSITIONS.head(0))
    assert (len(solved), list(solved.columns)) == (0, list(COLUMNS))
