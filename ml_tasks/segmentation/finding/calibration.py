"""From a margin to a confidence: how often customers with such a margin kept their segment in refits."""

import numpy as np
from sklearn.isotonic import IsotonicRegression

from ml_tasks.precision import rounded

Corners = tuple[tuple[float, float], ...]


def calibrate(margins: np.ndarray, kept: np.ndarray, corner_count: int = 20) -> Corners:
    """Give the corners (margin, confidence) of a broken line that rises; none if margins do not differ.

    Isotonic regression (Zadrozny & Elkan 2002) of ``kept``, the share of bootstrap refits in which a customer keeps the
    segment, on the margin; averaged within at most ``corner_count`` groups of neighbours, so that the line is short
    enough to be printed into SQL, and read between them along straight lines. Groups are small where confidence rises
    steeply, which is near the borders: groups of equal size would flatter the few customers there.

    Parameters
    ----------
    margins, kept : ndarrays of shape (n_customers,)
    """
    if len(margins) < corner_count or np.ptp(margins) == 0:
        return ()
    fitted = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(margins, kept).predict(margins)
    order = np.argsort(margins, kind="stable")
    risen = (fitted[order] - fitted.min()) / max(np.ptp(fitted), 1e-12)
    # Half of the way from the first to the last corner is made by customers, half by confidence.
    way = (np.linspace(0, 1, len(order)) + risen) / 2
    place = np.minimum((way * corner_count).astype(int), corner_count - 1)
    groups = [order[place == number] for number in np.unique(place)]
    corners = {float(rounded(margins[group].mean())): float(rounded(fitted[group].mean())) for group in groups}
    return tuple(sorted(corners.items())) if len(corners) > 1 else ()
