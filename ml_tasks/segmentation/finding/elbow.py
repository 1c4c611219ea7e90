"""The elbow of the inertia curve, found rather than eyeballed."""

from collections.abc import Sequence

import numpy as np


def find_elbow(ks: Sequence[int], inertias: Sequence[float]) -> int:
    """Give the k whose point lies farthest below the chord from the curve's first to its last point.

    This is the knee of Satopaa et al. (2011, Finding a "Kneedle" in a Haystack), without smoothing. A curve of fewer
    than three points, or a flat one, gives the first k.
    """
    x = np.asarray(ks, dtype=float)
    y = np.asarray(inertias, dtype=float)
    if len(x) < 3 or y[0] == y[-1]:
        return int(ks[0])
    along = (x - x[0]) / (x[-1] - x[0])
    height = (y - y[-1]) / (y[0] - y[-1])
    return int(ks[int(np.argmax(1 - along - height))])
