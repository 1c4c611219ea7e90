"""Making customers who have a value as incomplete as those who have none."""

from collections.abc import Sequence

import pandas as pd

from ml_tasks.imputation.drawing import draw


def as_incomplete_as(
    known: pd.DataFrame, unknown: pd.DataFrame, attributes: Sequence[str], seed: int, purpose: str
) -> pd.DataFrame:
    """Copy ``known`` with each row's attributes taken away that a row of ``unknown``, drawn for it, lacks.

    Attributes are often missing together. Learned from and measured on complete customers, an imputer would look
    better than it is for those whom it has to serve.
    """
    if unknown.empty or not attributes:
        return known.copy()
    donors = unknown.sort_values("customer_id")
    places = draw(known["customer_id"], seed, f"donor of {purpose}") % len(donors)
    lacks = donors[list(attributes)].isna().to_numpy()[places.astype(int)]
    masked = {
        name: known[name].where(~pd.Series(lacks[:, place], index=known.index)) for place, name in enumerate(attributes)
    }
    return known.assign(**masked)
