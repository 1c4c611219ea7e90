"""A self-organising map of one row of units: an adviser that knows nothing of k-means' starts."""

import numpy as np


def map_units(points: np.ndarray, unit_count: int, step_count: int = 50) -> np.ndarray:
    """Give each row the number of its unit, from 0, shape (n_rows,).

    The batch algorithm (Kohonen 2013, Essentials of the self-organizing map): units start along the first principal
    axis, and in each step move to the mean of all rows, weighted by how near each row's unit is on the map. The
    neighbourhood, a Gaussian, shrinks from half the map to less than a unit, so that the last steps are those of
    k-means with what the map has learnt as a start. Nothing is drawn: equal rows give equal units.
    """
    centred = points - points.mean(axis=0)
    _, spread, axes = np.linalg.svd(centred, full_matrices=False)
    places = np.linspace(-2, 2, unit_count) * spread[0] / np.sqrt(len(points))
    units = points.mean(axis=0) + places[:, None] * axes[0]
    positions = np.arange(unit_count)
    steps_apart = np.abs(positions[:, None] - positions)
    for width in np.geomspace(max(unit_count / 2, 0.5), 0.2, step_count):
        nearest = _nearest(points, units)
        sums = np.zeros_like(units)
        np.add.at(sums, nearest, points)
        counts = np.bincount(nearest, minlength=unit_count)
        pull = np.exp(-np.square(steps_apart / width) / 2)
        weights = pull @ counts
        units = np.where(weights[:, None] > 1e-12, (pull @ sums) / np.maximum(weights, 1e-12)[:, None], units)
    return _nearest(points, units)


def _nearest(points: np.ndarray, units: np.ndarray) -> np.ndarray:
    return np.square(points[:, None] - units).sum(axis=2).argmin(axis=1)
