"""The order of bands such as ``Under 15K``, ``15-24K`` and ``65+``, read from the numbers in them."""

import re
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_BELOW = re.compile(r"^\s*(under|below|less|up to|<)", re.IGNORECASE)


def in_order(bands: Iterable[str]) -> list[str]:
    """Sort distinct bands from the lowest; those without a number come first, by their text."""
    return sorted(set(bands), key=_rank)


def band_of(numbers: pd.Series, bands: Sequence[str]) -> pd.Series:
    """Give the band that each number lies in: the last that begins with no more. NULL below the lowest.

    ``bands`` are all that there are, low to high; ``marts.customer_attributes`` tells the band of known years likewise.
    """
    starts = np.array([_rank(band)[0] for band in bands])
    places = np.searchsorted(starts, numbers.to_numpy(dtype=float), side="right") - 1
    return pd.Series(pd.Categorical.from_codes(np.where(numbers.isna(), -1, places), list(bands)), numbers.index)


def _rank(band: str) -> tuple[float, int, str]:
    number = _NUMBER.search(band)
    if number is None:
        return (float("-inf"), 0, band)
    return (float(number.group()), 0 if _BELOW.search(band) else 1, band)
