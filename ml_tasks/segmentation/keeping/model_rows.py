"""A fitted model as the rows of schema ``ml``, table by table."""

from dataclasses import asdict
from typing import Any

import numpy as np

from ml_tasks.segmentation.config import Segmentation
from ml_tasks.segmentation.explaining.component_words import component_words
from ml_tasks.segmentation.finding.fitting import Fit
from ml_tasks.segmentation.proposal import Proposal
from ml_tasks.segmentation.segment_model import SegmentModel

Rows = list[dict[str, Any]]

_FIGURES = (
    "algorithm",
    "k",
    "silhouette",
    "davies_bouldin",
    "calinski_harabasz",
    "inertia",
    "bic",
    "smallest_share",
    "stability",
    "lowest_jaccard",
    "mean_jaccard",
    "prediction_strength",
    "halves_agreement",
    "valley",
    "gap",
    "usefulness_p_value",
    "is_elbow",
)


def model_rows(proposal: Proposal, build_id: int | None, segmentation: Segmentation = "main") -> dict[str, Rows]:
    """Rows by table name; their keys are columns. The model is not promoted yet."""
    fit = proposal.fit
    origin = {
        "as_of": proposal.as_of,
        "build_id": build_id,
        "customer_count": proposal.customer_count,
        "segmentation": segmentation,
    }
    rows = {
        "segment_models": [{**origin, **_head(fit)}],
        "model_features": _features(fit.model),
        "model_components": _components(fit.model),
        "model_prototypes": _prototypes(fit.model),
        "model_segments": _segments(proposal),
        "model_calibration": [
            {"position": position, "margin": margin, "confidence": confidence}
            for position, (margin, confidence) in enumerate(fit.model.calibration, start=1)
        ],
        "segment_names": [
            {"segment_id": name.segment_id, "segment_name": name.name, "rule": name.rule, "marks": name.marks}
            for name in proposal.names
        ],
        "segmentation_candidates": _candidates(fit),
        "segmentation_advisers": [asdict(advice) for advice in fit.advice],
        "model_component_words": [
            {"component": component, "words": words}
            for component, words in enumerate(component_words(fit.model), start=1)
        ],
    }
    return {table: [{"model_version": proposal.version, **row} for row in those] for table, those in rows.items()}


def _head(fit: Fit) -> dict[str, Any]:
    model, chosen = fit.model, fit.choice.candidate
    # Refits are asked of k-means, also when its mixture is what was chosen.
    partition = next(one for one in fit.candidates if one.k == chosen.k and one.algorithm == "kmeans")
    components = model.projection.components_
    return {
        "algorithm": model.algorithm,
        "k": chosen.k,
        "feature_count": len(model.scaler.features_),
        "component_count": None if components is None else len(components),
        "min_order_count": model.min_order_count,
        "silhouette": chosen.silhouette,
        "stability": partition.stability,
        "verdict": fit.choice.verdict,
        "is_natural": fit.choice.is_natural,
        "prediction_strength": partition.prediction_strength,
        "valley": partition.valley,
        "gap": partition.gap,
        "usefulness_p_value": partition.usefulness_p_value,
        "set_aside_count": fit.set_aside_count,
        "outlier_radius": model.outlier_radius,
        "reason": fit.choice.reason,
    }


def _features(model: SegmentModel) -> Rows:
    scaler = model.scaler
    learned = {
        "fill_value": scaler.fill_values_,
        "cap_low": scaler.cap_low_,
        "cap_high": scaler.cap_high_,
        "mean": scaler.means_,
        "scale": scaler.scales_,
    }
    return [
        {
            "position": index + 1,
            "feature": feature.name,
            "source_column": feature.column,
            "category": feature.category,
            # A category's 0 or 1 is taken as it is.
            "transform": "identity" if feature.is_categorical else feature.transform,
            "scaling": feature.scaling,
            "layer": feature.layer,
            **{name: float(values[index]) for name, values in learned.items()},
        }
        for index, feature in enumerate(scaler.features_)
    ]


def _components(model: SegmentModel) -> Rows:
    components = model.projection.components_
    return [
        {"component": component, "feature": feature.name, "loading": loading}
        for component, loadings in enumerate([] if components is None else components.tolist(), start=1)
        for feature, loading in zip(model.scaler.features_, loadings, strict=True)
    ]


def _prototypes(model: SegmentModel) -> Rows:
    variances = [[None] * len(model.dimensions)] * len(model.prototypes)
    if model.variances is not None:
        variances = model.variances.tolist()
    return [
        {"segment_id": segment_id, "dimension": dimension, "value": value, "variance": variance}
        for segment_id, prototype, spread in zip(model.segment_ids, model.prototypes.tolist(), variances, strict=True)
        for dimension, value, variance in zip(model.dimensions, prototype, spread, strict=True)
    ]


def _segments(proposal: Proposal) -> Rows:
    model = proposal.fit.model
    penalties = np.zeros(len(model.prototypes)) if model.penalties is None else model.penalties
    counts = [proposal.segment_sizes.get(segment_id, 0) for segment_id in model.segment_ids]
    return [
        {
            "segment_id": segment_id,
            "penalty": penalty,
            "customer_count": count,
            "customer_share": count / proposal.customer_count,
        }
        for segment_id, penalty, count in zip(model.segment_ids, penalties.tolist(), counts, strict=True)
    ]


def _candidates(fit: Fit) -> Rows:
    return [
        {
            **{name: getattr(candidate, name) for name in _FIGURES},
            **(asdict(candidate.statistics) if candidate.statistics else {}),
            "is_chosen": candidate is fit.choice.candidate,
        }
        for candidate in fit.candidates
    ]
