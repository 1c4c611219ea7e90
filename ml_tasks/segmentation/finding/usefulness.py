"""Whether segments say anything about what customers do next, beyond what chance says."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.finding.sampling import bounded_sample
from ml_tasks.segmentation.segment_model import SegmentModel


@dataclass(frozen=True)
class Past:
    """Customers as they were at an earlier moment, and what they did in the period after it.

    ``spend`` and ``has_ordered``, shape (n_customers,), are of the rows of ``customers``, which has the columns of
    ``marts.customer_features`` that a model needs; what was not known by then is NaN.
    """

    customers: pd.DataFrame
    spend: np.ndarray
    has_ordered: np.ndarray


@dataclass(frozen=True)
class Separation:
    """How well labels separate the period that follows.

    ``spend`` is the share of the variance of spend's ranks that lies between segments (eta squared), ``conversion``
    Cramer's V of segment and ordering; both 0 to 1. ``p_value`` is of the two together.
    """

    spend: float
    conversion: float
    p_value: float


def usefulness_of(model: SegmentModel, past: Past | None, config: SegmentationConfig) -> float | None:
    """Say how likely chance separates the following period as well as the model does; None if that cannot be known.

    The model labels customers by what was known then. Those whom it would call unusual count with their nearest
    segment, so that a model cannot gain by calling whoever is hard to tell unusual.
    """
    if past is None or len(past.customers) < config.min_customer_count:
        return None
    labels = model.assign(past.customers)["nearest_segment_id"].to_numpy()
    rows = np.flatnonzero(~np.isnan(labels))
    rows = rows[bounded_sample(len(rows), config.usefulness_sample, config.seed)]
    if len(rows) < config.min_customer_count:
        return None
    separation = separate(
        labels[rows], past.spend[rows], past.has_ordered[rows], config.permutation_count, seed=config.seed
    )
    return separation.p_value


def separate(
    labels: np.ndarray, spend: np.ndarray, has_ordered: np.ndarray, permutation_count: int, *, seed: int
) -> Separation:
    """Compare Kruskal and Wallis' H of spend plus Pearson's chi-square of ordering with those of shuffled labels.

    Both have the same scale where labels say nothing (chi-square with one degree of freedom less than segments), so
    that their sum weighs them alike, and shuffling customers keeps what the two have in common. The p-value counts the
    labels themselves as one of the shuffles, which keeps it above zero (Phipson & Smyth 2010).
    """
    segments, codes = np.unique(labels, return_inverse=True)
    members = np.eye(len(segments))[codes] / np.sqrt(np.bincount(codes))
    outcomes = np.vstack([_standard(rankdata(spend)), _standard(has_ordered.astype(float))])
    statistics = np.square(outcomes @ members).sum(axis=1)
    random = np.random.default_rng(seed)
    reached = 0
    for _ in range(permutation_count):
        shuffled = np.square(outcomes[:, random.permutation(len(labels))] @ members).sum()
        # The tolerance lets a statistic that is equal but for its last bits count as equal.
        reached += shuffled >= statistics.sum() - 1e-9
    spend_share, conversion = statistics / max(len(labels) - 1, 1)
    return Separation(
        spend=float(spend_share),
        conversion=float(np.sqrt(conversion)),
        p_value=float((1 + reached) / (1 + permutation_count)),
    )


def _standard(values: np.ndarray) -> np.ndarray:
    """Scale to mean 0 and deviation 1; what is the same for everybody tells nothing: 0."""
    centred = values - values.mean()
    deviation = centred.std(ddof=1) if len(values) > 1 else 0.0
    return centred / deviation if deviation > 0 else centred * 0
