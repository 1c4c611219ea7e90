"""How likely a path through the web shop is to end in a purchase, from each of its states."""

import pandas as pd

from ml_tasks.journeys.absorbing_chain import solve_absorbing_chain
from ml_tasks.precision import rounded

CONVERSION, EXIT = "conversion", "exit"
COLUMNS = {
    "scope": "varchar",
    "state": "varchar",
    "conversion_probability": "double",
    "expected_steps": "double",
}


def journey_conversion(transitions: pd.DataFrame) -> pd.DataFrame:
    """Solve the chain of each scope.

    Parameters
    ----------
    transitions
        One row per scope, from_state and to_state, with transition_count; paths end in conversion or exit.

    Returns
    -------
    pandas.DataFrame
        One row per scope and state, of all states that any scope knows, with ``COLUMNS``; NaN where the scope never
        was in the state. No transitions give no rows.
    """
    states = sorted(transitions["from_state"].unique())
    ends = [CONVERSION, EXIT]
    frames = []
    for scope, of_scope in transitions.groupby("scope", sort=True):
        counts = (
            of_scope.pivot(index="from_state", columns="to_state", values="transition_count")
            .reindex(index=states, columns=[*states, *ends])
            .fillna(0)
            .to_numpy(dtype=float)
        )
        chain = solve_absorbing_chain(counts, len(ends))
        frames.append(
            pd.DataFrame(
                {
                    "scope": scope,
                    "state": states,
                    "conversion_probability": rounded(chain.absorption_probabilities[:, 0]),
                    "expected_steps": rounded(chain.expected_steps),
                }
            )
        )
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(COLUMNS))
