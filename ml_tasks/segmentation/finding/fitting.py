"""From a frame of customers to a segment model: scale, project, cluster, choose, fence off, put in order."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.finding.clustering import Candidate, bounded_sample, evaluate_candidates
from ml_tasks.segmentation.finding.outliers import outlier_radius
from ml_tasks.segmentation.finding.projection import PayingProjection
from ml_tasks.segmentation.finding.scaling import FeatureScaler
from ml_tasks.segmentation.finding.selection import Choice, choose
from ml_tasks.segmentation.segment_model import SegmentModel


@dataclass(frozen=True)
class Fit:
    """A proposed model, why it was chosen, and every candidate beside it."""

    model: SegmentModel
    choice: Choice
    candidates: list[Candidate]


def fit_segments(customers: pd.DataFrame, config: SegmentationConfig) -> Fit | None:
    """Fit on customers with enough orders, one per row; None if they are too few or too alike to be parted.

    Depends on what the rows hold, not on their order or index: equal features give equal parameters. One thread,
    because the order in which threads add up decides the last bits.
    """
    if len(customers) < config.min_customer_count:
        return None
    sample = _fitting_sample(customers, config)
    scaler = FeatureScaler(config.features, config.cap_quantiles, config.max_missing_share).fit(sample)
    if not scaler.features_:
        return None
    scaled = scaler.capped(sample)
    with threadpool_limits(1):
        projection = PayingProjection(config.pca_explained_share, config.pca_pays_share).fit(scaled)
        candidates = evaluate_candidates(projection.transform(scaled), config)
        choice = choose(candidates, config)
        if choice is None:
            return None
        prototypes = choice.candidate.prototypes
        ids = tuple(range(1, len(prototypes) + 1))
        unordered = SegmentModel(scaler, projection, prototypes, ids, np.inf, config.min_order_count)
        return Fit(_finished(unordered, sample, config), choice, candidates)


def _fitting_sample(customers: pd.DataFrame, config: SegmentationConfig) -> pd.DataFrame:
    """Sort by every measure, so that neither row order nor the key behind customer ids can matter."""
    measures = [column for column in config.measured_columns if column in customers.columns]
    ordered = customers.sort_values(measures, ignore_index=True)
    return ordered.iloc[bounded_sample(len(ordered), config.fit_sample, config.seed)]


def _finished(model: SegmentModel, sample: pd.DataFrame, config: SegmentationConfig) -> SegmentModel:
    """Fence off what is far, and number segments by descending median net spend."""
    distances = model.distances(sample)
    spend = sample["net_spend_usd"].astype(float).groupby(distances.argmin(axis=1)).median()
    # Equal medians fall back on the prototypes themselves, which are never equal.
    order = sorted(
        range(len(model.prototypes)), key=lambda row: (-spend.get(row, default=-np.inf), *model.prototypes[row])
    )
    return replace(
        model,
        prototypes=model.prototypes[order],
        outlier_radius=outlier_radius(distances.min(axis=1), config.outlier_fence),
    )
