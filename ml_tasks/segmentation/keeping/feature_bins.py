"""How a feature was distributed at training: what later builds compare with."""

from typing import Any

import numpy as np
import pandas as pd

from ml_tasks.precision import rounded
from ml_tasks.segmentation.segment_model import SegmentModel


def bin_rows(version: str, model: SegmentModel, customers: pd.DataFrame, bin_count: int) -> list[dict[str, Any]]:
    """Rows of ``ml.model_feature_bins`` for every feature of a model that is a number."""
    return [
        {"model_version": version, "feature": feature.column, **row}
        for feature in model.scaler.features_
        if feature.category is None
        for row in bins_of(customers[feature.column].to_numpy(dtype=float), bin_count)
    ]


def bins_of(values: np.ndarray, bin_count: int) -> list[dict[str, Any]]:
    """Part values at their quantiles: bin 0 holds NULLs, and values that many customers share make bins wider."""
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return [{"bin": 0, "upper_bound": None, "share": 1.0}]
    bounds = np.unique(rounded(np.quantile(known, np.arange(1, bin_count) / bin_count)))
    places = np.searchsorted(bounds, known, side="left")
    counts = np.bincount(places, minlength=len(bounds) + 1)
    rows = [{"bin": 0, "upper_bound": None, "share": 1 - len(known) / len(values)}]
    for place, count in enumerate(counts.tolist()):
        bound = float(bounds[place]) if place < len(bounds) else None
        rows.append({"bin": place + 1, "upper_bound": bound, "share": count / len(values)})
    return rows
