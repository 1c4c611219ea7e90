"""Silhouettes: how much nearer each customer is to its own segment than to the next one."""

import numpy as np
from sklearn.metrics import silhouette_samples

from ml_tasks.segmentation.explaining.report.theme import FAINT, INK, colour_of, picture


def silhouettes(points: np.ndarray, segment_ids: np.ndarray, names: dict[int, str]) -> str | None:
    """Draw one blade a segment, its customers from the surest to the least sure; None with fewer than two segments.

    Parameters
    ----------
    points : ndarray of shape (n_customers, n_dimensions)
        Where distances are measured; a sample will do, since the work grows with its square.
    """
    found = segment_ids > 0
    points, ids = points[found], segment_ids[found]
    present = sorted({int(segment_id) for segment_id in ids})
    if len(present) < 2 or len(ids) <= len(present):
        return None
    values = silhouette_samples(points, ids)
    colours = colour_of(present)
    said = f"Silhouettes of {len(present)} segments, {values.mean():.2f} on average."
    with picture("silhouettes", said, width=10, height=0.8 + 0.62 * len(present)) as drawn:
        axis = drawn.figure.subplots()
        for place, segment_id in enumerate(present):
            own = np.sort(values[ids == segment_id])[::-1]
            heights = place + np.linspace(0.06, 0.94, len(own))
            axis.fill_betweenx(heights, 0, own, color=colours[segment_id], alpha=0.85, lw=0)
            axis.text(1.01, place + 0.5, f"{own.mean():.2f}", va="center", transform=axis.get_yaxis_transform())
        axis.axvline(values.mean(), color=INK, lw=1, ls=(0, (4, 3)))
        axis.axvline(0, color=INK, lw=0.8)
        axis.set_yticks([place + 0.5 for place in range(len(present))], [names[one] for one in present])
        axis.set_ylim(len(present), 0)
        axis.set_xlim(min(-0.2, float(values.min())), max(0.6, float(values.max())))
        axis.tick_params(axis="y", length=0)
        axis.spines["left"].set_visible(False)
        axis.grid(axis="x", color=FAINT)
        axis.set_axisbelow(True)
        axis.set_xlabel(f"silhouette: right of 0 is nearer to its own segment  (dashed: average {values.mean():.2f})")
    return drawn.svg
