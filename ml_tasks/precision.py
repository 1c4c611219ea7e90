"""Parameters carry twelve significant digits, so that the last bits of a sum never make another model."""

import numpy as np

SIGNIFICANT_DIGITS = 12


def rounded(values: np.ndarray | float) -> np.ndarray:
    """Round each value to twelve significant digits; the result equals what its decimal text parses to."""
    array = np.asarray(values, dtype=float)
    text = [float(f"{value:.{SIGNIFICANT_DIGITS}g}") for value in array.ravel()]
    # Adding zero turns -0.0 into 0.0: equal numbers must have equal text.
    return np.array(text).reshape(array.shape) + 0.0
