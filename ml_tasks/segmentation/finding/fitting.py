"""From a frame of customers to a segment model: scale, set outliers aside, project, cluster, choose, put in order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.finding.advisers import Advice, ask_advisers
from ml_tasks.segmentation.finding.calibration import calibrate
from ml_tasks.segmentation.finding.clustering import Candidate, evaluate_candidates
from ml_tasks.segmentation.finding.gap import gap_of
from ml_tasks.segmentation.finding.mixtures import mixture_radius
from ml_tasks.segmentation.finding.outliers import outlier_radius
from ml_tasks.segmentation.finding.projection import PayingProjection
from ml_tasks.segmentation.finding.sampling import bounded_sample
from ml_tasks.segmentation.finding.scaling import FeatureScaler
from ml_tasks.segmentation.finding.selection import Choice, choose, looks_natural
from ml_tasks.segmentation.finding.trimming import find_central
from ml_tasks.segmentation.segment_model import SegmentModel

# Says of a model how likely chance separates the following period's spend and conversion as well; None if unknown.
Usefulness = Callable[[SegmentModel], float | None]


@dataclass(frozen=True)
class Fit:
    """A proposed model, why it was chosen, and every candidate beside it.

    ``set_aside_count`` customers were set aside as outliers before.
    """

    model: SegmentModel
    choice: Choice
    candidates: list[Candidate]
    set_aside_count: int
    advice: Sequence[Advice] = ()


def fit_segments(
    customers: pd.DataFrame, config: SegmentationConfig, usefulness: Usefulness = lambda model: None
) -> Fit | None:
    """Fit on customers with enough orders, one per row; None if they are too few or too alike to be parted.

    Depends on what the rows hold, not on their order or index: equal features give equal parameters. One thread,
    because the order in which threads add up decides the last bits.
    """
    if len(customers) < config.min_customer_count:
        return None
    sample = _fitting_sample(customers, config)
    scaler = FeatureScaler(config.features, config.cap_quantiles).fit(sample)
    if not scaler.features_:
        return None
    with threadpool_limits(1):
        central = _central(scaler.transform(sample), config)
        scaled = scaler.capped(sample)[central]
        projection = PayingProjection(config.pca_explained_share, config.pca_pays_share).fit(scaled)
        points = projection.transform(scaled)

        def as_model(candidate: Candidate) -> SegmentModel:
            return _unordered(candidate, scaler, projection, points, config)

        def with_gap(candidate: Candidate) -> Candidate:
            return _with_gap(candidate, scaled, scaler, projection, config)

        candidates = [
            _weighed(with_gap(candidate), as_model, usefulness, config)
            for candidate in evaluate_candidates(points, config)
        ]
        choice = choose(candidates, config)
        if choice is None:
            return None
        model = _calibrated(_ordered(as_model(choice.candidate), sample), choice, candidates, sample[central], config)
        advice = ask_advisers(points, choice.candidate.labels, config)
        return Fit(model, choice, candidates, int((~central).sum()), advice)


def _central(points: np.ndarray, config: SegmentationConfig) -> np.ndarray:
    return find_central(
        points,
        neighbours=config.trimming_neighbours,
        fence=config.trimming_fence,
        sample=config.trimming_sample,
        seed=config.seed,
    )


def _fitting_sample(customers: pd.DataFrame, config: SegmentationConfig) -> pd.DataFrame:
    """Sort by every measure, so that neither row order nor the key behind customer ids can matter."""
    columns = [*config.measured_columns, *config.categorical_columns]
    measures = [column for column in columns if column in customers.columns]
    ordered = customers.sort_values(measures, ignore_index=True)
    return ordered.iloc[bounded_sample(len(ordered), config.fit_sample, config.seed)]


def _with_gap(
    candidate: Candidate,
    scaled: np.ndarray,
    scaler: FeatureScaler,
    projection: PayingProjection,
    config: SegmentationConfig,
) -> Candidate:
    """Ask about the gap where the answer can count."""
    if candidate.prediction_strength is None or not looks_natural(candidate, config):
        return candidate
    gap = gap_of(
        scaled[bounded_sample(len(scaled), config.stability_sample, config.seed)],
        candidate.k,
        columns=[feature.column for feature in scaler.features_],
        project=projection.transform,
        repeats=config.gap_repeats,
        n_init=config.bootstrap_n_init,
        seed=config.seed,
    )
    return replace(candidate, gap=gap)


def _weighed(
    candidate: Candidate,
    as_model: Callable[[Candidate], SegmentModel],
    usefulness: Usefulness,
    config: SegmentationConfig,
) -> Candidate:
    """Ask about usefulness where the answer can count."""
    low, high = config.k_range
    if candidate.stability is None or candidate.stability < config.min_stability or not low <= candidate.k <= high:
        return candidate
    return replace(candidate, usefulness_p_value=usefulness(as_model(candidate)))


def _unordered(
    candidate: Candidate,
    scaler: FeatureScaler,
    projection: PayingProjection,
    points: np.ndarray,
    config: SegmentationConfig,
) -> SegmentModel:
    if candidate.variances is None:
        nearest = np.sqrt(np.square(points - candidate.prototypes[candidate.labels]).sum(axis=1))
        radius = outlier_radius(nearest, config.outlier_fence)
    else:
        radius = mixture_radius(points.shape[1], config.mixture_share_within)
    return SegmentModel(
        scaler=scaler,
        projection=projection,
        prototypes=candidate.prototypes,
        segment_ids=tuple(range(1, candidate.k + 1)),
        outlier_radius=radius,
        min_order_count=config.min_order_count,
        variances=candidate.variances,
        penalties=candidate.penalties,
    )


def _ordered(model: SegmentModel, sample: pd.DataFrame) -> SegmentModel:
    """Number segments by descending median net spend."""
    nearest = model.assign(sample)["nearest_segment_id"].to_numpy() - 1
    spend = sample["net_spend_usd"].astype(float).groupby(nearest).median()
    # Equal medians fall back on the prototypes themselves, which are never equal.
    order = sorted(
        range(len(model.prototypes)), key=lambda row: (-spend.get(row, default=-np.inf), *model.prototypes[row])
    )
    return replace(
        model,
        prototypes=model.prototypes[order],
        variances=None if model.variances is None else model.variances[order],
        penalties=None if model.penalties is None else model.penalties[order],
    )


def _calibrated(
    model: SegmentModel, choice: Choice, candidates: list[Candidate], central: pd.DataFrame, config: SegmentationConfig
) -> SegmentModel:
    """Let k-means' refits say what the model's margins are worth."""
    refitted = next(one for one in candidates if one.k == choice.candidate.k and one.kept is not None)
    resampled = central.iloc[bounded_sample(len(central), config.stability_sample, config.seed)]
    return replace(model, calibration=calibrate(model.assign(resampled)["margin"].to_numpy(), refitted.kept))
