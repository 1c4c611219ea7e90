"""A model's version says what it is: the day of its data, and a hash of its content."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from ml_tasks.segmentation.config import Segmentation
from ml_tasks.segmentation.explaining.naming import SegmentName
from ml_tasks.segmentation.segment_model import SegmentModel


def model_version(
    as_of: datetime, model: SegmentModel, names: Sequence[SegmentName], segmentation: Segmentation = "main"
) -> str:
    """Give ``<yyyymmdd>-<8 hex digits>``: equal content of the same day is the same version, in every home."""
    return f"{as_of:%Y%m%d}-{_content_hash(model, names, segmentation)}"


def has_same_content(version: str, other: str) -> bool:
    """Whether two versions hold equal parameters and names, whatever their days."""
    return version.rpartition("-")[2] == other.rpartition("-")[2]


def _content_hash(model: SegmentModel, names: Sequence[SegmentName], segmentation: Segmentation) -> str:
    scaler, components = model.scaler, model.projection.components_
    content = {
        "features": [
            feature.model_dump(exclude={"min_known_share"}, exclude_none=True) for feature in scaler.features_
        ],
        "scaling": [
            values.tolist()
            for values in (scaler.fill_values_, scaler.cap_low_, scaler.cap_high_, scaler.means_, scaler.scales_)
        ],
        "components": None if components is None else components.tolist(),
        "prototypes": model.prototypes.tolist(),
        "segment_ids": model.segment_ids,
        "variances": None if model.variances is None else model.variances.tolist(),
        "penalties": None if model.penalties is None else model.penalties.tolist(),
        "calibration": model.calibration,
        "outlier_radius": model.outlier_radius,
        "min_order_count": model.min_order_count,
        "names": [asdict(name) for name in names],
    }
    # Two segmentations that found the same are two models.
    if segmentation != "main":
        content["segmentation"] = segmentation
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:8]
