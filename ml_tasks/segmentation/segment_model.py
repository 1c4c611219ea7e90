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
    """Parameters of a segmentation; row i of ``prototypes``, shape (k, n_dimensions), belongs to segment i + 1."""

    scaler: FeatureScaler
    projection: PayingProjection
    prototypes: np.ndarray
    outlier_radius: float
    min_order_count: int

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Names of the prototypes' dimensions: features, or components where the projection pays."""
        if self.projection.components_ is None:
            return tuple(feature.column for feature in self.scaler.features_)
        return tuple(f"component_{number}" for number in range(1, len(self.projection.components_) + 1))

    def distances(self, frame: pd.DataFrame) -> np.ndarray:
        """Euclidean distances to every prototype, shape (n_customers, k)."""
        points = self.projection.transform(self.scaler.transform(frame))
        # One prototype at a time: exact differences (scikit-learn expands the square) at a k-th of the memory.
        return np.column_stack([np.sqrt(np.square(points - prototype).sum(axis=1)) for prototype in self.prototypes])

    def assign(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Label one customer per row; the columns are those of ``segments.cluster_assignments``, on the frame's index.

        Customers with too few orders get segment 0 and no distances, those beyond the radius of every prototype
        segment -1. ``confidence`` is 1 - d1 / d2 with d1 and d2 the distances to the nearest and the second nearest
        prototype: the simplified silhouette of Hruschka, de Castro & Campello (2004).
        """
        is_known = frame["order_count"].to_numpy(dtype=float) >= self.min_order_count
        ordered = np.sort(distances := self.distances(frame), axis=1)
        nearest, second = ordered[:, 0], ordered[:, 1]
        is_outlier = is_known & (nearest > self.outlier_radius)
        segment_id = np.where(is_outlier, UNUSUAL_CUSTOMERS, distances.argmin(axis=1) + 1)
        return pd.DataFrame(
            {
                "segment_id": np.where(is_known, segment_id, INSUFFICIENT_DATA),
                "distance_to_prototype": np.where(is_known, nearest, np.nan),
                "distance_to_second": np.where(is_known, second, np.nan),
                "confidence": np.where(is_known, 1 - nearest / second, np.nan),
                "is_outlier": is_outlier,
            },
            index=frame.index,
        )
