"""Customers as points: scaled as the model scales them, and projected on two axes that have words."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml_tasks.segmentation.explaining.report.words import short_name


@dataclass(frozen=True)
class Axes:
    """Two axes of a map: weights of shape (2, n_features), and what the right and the upper end mean."""

    weights: np.ndarray
    labels: tuple[str, str]


def scaled_points(customers: pd.DataFrame, features: pd.DataFrame) -> np.ndarray:
    """Scale as scoring does, within the caps of training: for a picture, a few extremes would shrink all others."""
    columns = []
    for feature in features.itertuples():
        values = customers[feature.feature].astype(float).fillna(feature.fill_value)
        if feature.transform == "log1p":
            values = np.log1p(values.clip(lower=0))
        columns.append((values.to_numpy() - feature.mean) / feature.scale)
    return np.clip(np.column_stack(columns), -4, 4)


def projected(points: np.ndarray, features: list[str], components: pd.DataFrame) -> np.ndarray:
    """Project scaled points on the model's components, where its distances are measured; as they are without any."""
    if components.empty:
        return points
    loadings = components.pivot_table(index="component", columns="feature", values="loading")[features].to_numpy()
    return points @ loadings.T


def principal_axes(points: np.ndarray, features: list[str]) -> Axes:
    """Find the two directions in which customers differ most; each points to where its largest weight is positive."""
    centred = points - points.mean(axis=0)
    _, vectors = np.linalg.eigh(centred.T @ centred)
    weights = vectors[:, ::-1].T[:2]
    leading = np.take_along_axis(weights, np.abs(weights).argmax(axis=1)[:, None], axis=1)
    weights = weights * np.where(leading < 0, -1, 1)
    return Axes(weights, (_said(weights[0], features, 3), _said(weights[1], features, 2)))


def _said(weights: np.ndarray, features: list[str], word_count: int) -> str:
    """Put an axis into the words of the features that weigh most."""
    largest = np.argsort(-np.abs(weights), kind="stable")[:word_count]
    return ", ".join(f"{'more' if weights[place] > 0 else 'less'} {short_name(features[place])}" for place in largest)
