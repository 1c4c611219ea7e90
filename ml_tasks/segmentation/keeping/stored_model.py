"""A stored model back from the rows of schema ``ml``, so that Python can score with an earlier one."""

from dataclasses import dataclass, replace

import duckdb
import numpy as np
import pandas as pd

from ml_tasks.segmentation.features import Feature
from ml_tasks.segmentation.finding.projection import PayingProjection
from ml_tasks.segmentation.finding.scaling import FeatureScaler
from ml_tasks.segmentation.segment_model import SegmentModel


@dataclass(frozen=True)
class StoredModel:
    """A model with its version and its segments' names."""

    version: str
    model: SegmentModel
    names: dict[int, str]


def read_model(connection: duckdb.DuckDBPyConnection, version: str) -> StoredModel:
    """Read a model that was stored; its labels are those that it gave."""
    head = _rows(connection, version, "segment_models").iloc[0]
    segments = _rows(connection, version, "model_segments").sort_values("segment_id")
    scaler = _scaler(_rows(connection, version, "model_features").sort_values("position"))
    projection = _projection(_rows(connection, version, "model_components"), scaler)
    corners = _rows(connection, version, "model_calibration").sort_values("position")
    is_mixture = head["algorithm"] == "gaussian_mixture"
    model = SegmentModel(
        scaler=scaler,
        projection=projection,
        prototypes=np.empty(0),
        segment_ids=tuple(segments["segment_id"].tolist()),
        outlier_radius=float(head["outlier_radius"]),
        min_order_count=int(head["min_order_count"]),
        penalties=segments["penalty"].to_numpy(dtype=float) if is_mixture else None,
        calibration=tuple(zip(corners["margin"].tolist(), corners["confidence"].tolist(), strict=True)),
    )
    coordinates = _rows(connection, version, "model_prototypes")
    placed = {
        column: coordinates.pivot(index="segment_id", columns="dimension", values=column)
        .loc[list(model.segment_ids), list(model.dimensions)]
        .to_numpy(dtype=float)
        for column in ("value", "variance")
    }
    names = _rows(connection, version, "segment_names")
    return StoredModel(
        version,
        replace(model, prototypes=placed["value"], variances=placed["variance"] if is_mixture else None),
        dict(zip(names["segment_id"].tolist(), names["segment_name"].tolist(), strict=True)),
    )


def can_score(model: SegmentModel, customers: pd.DataFrame) -> bool:
    """Whether the frame has every column that the model was found with."""
    return {feature.column for feature in model.scaler.features_} <= set(customers.columns)


def _rows(connection: duckdb.DuckDBPyConnection, version: str, table: str) -> pd.DataFrame:
    return connection.execute(f"select * from ml.{table} where model_version = ?", [version]).df()


def _scaler(rows: pd.DataFrame) -> FeatureScaler:
    features = tuple(
        Feature(column=row["source_column"], transform=row["transform"], category=row["category"], alias=row["feature"])
        for row in rows.astype(object).where(rows.notna(), None).to_dict(orient="records")
    )
    scaler = FeatureScaler(features)
    scaler.left_out_ = {}
    scaler.features_ = features
    learned = rows[["fill_value", "cap_low", "cap_high", "mean", "scale"]].to_numpy(dtype=float)
    scaler.fill_values_, scaler.cap_low_, scaler.cap_high_, scaler.means_, scaler.scales_ = learned.T
    return scaler


def _projection(rows: pd.DataFrame, scaler: FeatureScaler) -> PayingProjection:
    projection = PayingProjection()
    columns = [feature.name for feature in scaler.features_]
    table = rows.pivot(index="component", columns="feature", values="loading").sort_index()
    projection.components_ = None if table.empty else table[columns].to_numpy(dtype=float)
    return projection
