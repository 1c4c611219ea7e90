"""From probabilities of values to the one value that is given."""

import numpy as np
import pandas as pd

_DIGITS = 9


def likeliest(probabilities: np.ndarray, dtype: pd.CategoricalDtype, index: pd.Index) -> pd.DataFrame:
    """Give value and confidence for each row of probabilities, shape (n_rows, n_categories).

    A band is the median of its distribution, which is the guess with the smallest expected distance; any other value
    is the most probable one. ``confidence`` is the probability of what is given. Of ties the first category wins.
    """
    # The last bits of a sum must not decide between equals.
    settled = np.round(probabilities, _DIGITS)
    if dtype.ordered:
        codes = (np.round(probabilities.cumsum(axis=1), _DIGITS) >= 0.5).argmax(axis=1)
    else:
        codes = settled.argmax(axis=1)
    confidence = np.take_along_axis(settled, codes[:, None], axis=1)[:, 0] if len(codes) else np.empty(0)
    return pd.DataFrame({"value": pd.Categorical.from_codes(codes, dtype=dtype), "confidence": confidence}, index=index)


def numbers(values: np.ndarray, index: pd.Index) -> pd.DataFrame:
    """Give numbers as imputers give values; how sure they are is measured on held-out values, not told by them."""
    return pd.DataFrame({"value": np.asarray(values, dtype=float), "confidence": np.nan}, index=index)
