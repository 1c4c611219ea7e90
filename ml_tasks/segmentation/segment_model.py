"""A segmentation as numbers: what training writes down and what scoring, in Python or SQL, repeats."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml_tasks.segmentation.finding.projection import PayingProjection
from ml_tasks.segmentation.finding.scaling import FeatureScaler

UNUSUAL_CUSTOMERS = -1
INSUFFICIENT_DATA = 0


@dataclass(frozen=True)
class SegmentModel:
    """Parameters of a segmentation, of one shape whatever algorithm found them.

    Attributes
    ----------
    prototypes : ndarray of shape (k, n_dimensions)
        Centres; row i belongs to ``segment_ids[i]``, which ascend.
    variances : ndarray of shape (k, n_dimensions), or None
        Of a mixture's components; None where distances are Euclidean.
    penalties : ndarray of shape (k,), or None
        What is added to squared distances before they are compared: -2 ln(weight) + sum of ln(variance), which makes a
        Gaussian mixture's posterior of them. None with ``variances`` None.
    outlier_radius : float
        Whoever is farther from the nearest prototype is an outlier.
    calibration : sequence of (margin, confidence)
        Corners of the broken line that turns a margin into a confidence, ascending; empty where margins stay.
    """

    scaler: FeatureScaler
    projection: PayingProjection
    prototypes: np.ndarray
    segment_ids: tuple[int, ...]
    outlier_radius: float
    min_order_count: int
    variances: np.ndarray | None = None
    penalties: np.ndarray | None = None
    calibration: tuple[tuple[float, float], ...] = ()

    @property
    def algorithm(self) -> str:
        """``kmeans`` or ``gaussian_mixture``."""
        return "kmeans" if self.variances is None else "gaussian_mixture"

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Names of the prototypes' dimensions: features, or components where the projection pays."""
        if self.projection.components_ is None:
            return tuple(feature.name for feature in self.scaler.features_)
        return tuple(f"component_{number}" for number in range(1, len(self.projection.components_) + 1))

    def points(self, frame: pd.DataFrame) -> np.ndarray:
        """Customers as scoring sees them, shape (n_customers, n_dimensions)."""
        return self.projection.transform(self.scaler.transform(frame))

    def distances(self, frame: pd.DataFrame) -> np.ndarray:
        """Distances to every prototype, shape (n_customers, k); in the segment's standard deviations if it has some."""
        points = self.points(frame)
        variances = np.ones_like(self.prototypes) if self.variances is None else self.variances
        # One prototype at a time: exact differences (scikit-learn expands the square) at a k-th of the memory.
        return np.column_stack(
            [
                np.sqrt((np.square(points - prototype) / variance).sum(axis=1))
                for prototype, variance in zip(self.prototypes, variances, strict=True)
            ]
        )

    def assign(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Label one customer per row; the columns are those of ``segments.cluster_assignments``, on the frame's index.

        Customers with too few orders get segment 0 and no distances, those beyond the radius of the nearest prototype
        segment -1. ``margin`` is 1 - d1 / d2 with d1 and d2 the distances to the nearest and the second nearest
        prototype, the simplified silhouette of Hruschka, de Castro & Campello (2004); of a mixture it is the
        posterior probability of the nearest.
        """
        is_known = frame["order_count"].to_numpy(dtype=float) >= self.min_order_count
        distances = self.distances(frame)
        costs = distances if self.penalties is None else np.square(distances) + self.penalties
        # Stable: of equal costs the lower segment_id goes first, as in SQL.
        order = np.argsort(costs, axis=1, kind="stable")[:, :2]
        nearest, second = np.take_along_axis(distances, order, axis=1).T
        margin = self._margin(nearest, second, costs)
        is_outlier = is_known & (nearest > self.outlier_radius)
        ids = np.array(self.segment_ids)
        segment_id = np.where(is_outlier, UNUSUAL_CUSTOMERS, ids[order[:, 0]])

        def known(values: np.ndarray) -> np.ndarray:
            return np.where(is_known, values, np.nan)

        return pd.DataFrame(
            {
                "segment_id": np.where(is_known, segment_id, INSUFFICIENT_DATA),
                "nearest_segment_id": known(ids[order[:, 0]]),
                "second_segment_id": known(ids[order[:, 1]]),
                "distance_to_prototype": known(nearest),
                "distance_to_second": known(second),
                "margin": known(margin),
                "confidence": known(self._calibrated(margin)),
                "is_outlier": is_outlier,
            },
            index=frame.index,
        )

    def _margin(self, nearest: np.ndarray, second: np.ndarray, costs: np.ndarray) -> np.ndarray:
        if self.penalties is None:
            return 1 - nearest / second
        lowest = costs.min(axis=1, keepdims=True)
        return 1 / np.exp((lowest - costs) / 2).sum(axis=1)

    def _calibrated(self, margin: np.ndarray) -> np.ndarray:
        if not self.calibration:
            return margin
        margins, confidences = np.transpose(self.calibration)
        return np.interp(margin, margins, confidences)
