"""Training put to the test, world by world; nothing here prints."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

from benchmarks.segmentation.worlds import (
    CUSTOMERS,
    OUTLIER,
    Noise,
    World,
    as_customers,
    config_for,
    independent_future,
    make_noise,
    plant,
)
from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.finding.fitting import Fit, fit_segments
from ml_tasks.segmentation.finding.usefulness import usefulness_of
from ml_tasks.segmentation.keeping.matching import match_segments


@dataclass(frozen=True)
class Found:
    """What training made of a planted world: the k (0 if it called nothing natural), and how right it was.

    ``shortfall`` is the adjusted Rand index of Bayes' labels, less that of ours, of all who are no outliers.
    """

    k: int
    algorithm: str
    shortfall: float
    recall: float
    precision: float


def find_planted(world: World, config: SegmentationConfig | None = None) -> Found:
    """Train on a planted world."""
    customers = world.frame()
    fit = fit_segments(customers, config or config_for(world.is_skewed))
    if fit is None or not fit.choice.is_natural:
        return Found(0, "", float("nan"), float("nan"), float("nan"))
    labels = fit.model.assign(customers)
    planted_outlier, found_outlier = world.kind == OUTLIER, labels["is_outlier"].to_numpy()
    others = ~planted_outlier
    nearest = labels["nearest_segment_id"].to_numpy()
    both = (planted_outlier & found_outlier).sum()
    return Found(
        k=fit.choice.candidate.k,
        algorithm=fit.model.algorithm,
        shortfall=adjusted_rand_score(world.kind[others], world.bayes[others])
        - adjusted_rand_score(world.kind[others], nearest[others]),
        recall=both / planted_outlier.sum(),
        precision=both / max(found_outlier.sum(), 1),
    )


def verdict_on_noise(seed: int, kind: Noise, config: SegmentationConfig | None = None) -> str:
    """Train on noise whose future does not depend on it, and say what the verdict is."""
    customers = as_customers(make_noise(seed, kind))
    config = config or config_for(world_is_skewed=False)
    past = independent_future(seed, customers)
    fit = fit_segments(customers, config, lambda model: usefulness_of(model, past, config))
    return "none" if fit is None else fit.choice.verdict


def labels_after_shuffling(seed: int) -> bool:
    """Whether the same customers in another order get the same labels, every one."""
    customers = plant(seed).frame()
    shuffled = customers.sample(frac=1, random_state=seed)
    config = config_for(world_is_skewed=False)
    one, other = _labels(customers, config), _labels(shuffled, config)
    return bool((other.sort_index() == one).all())


def kept_after_a_week(seed: int, still: float = 0.25) -> tuple[float, float]:
    """Share of the customers who moved little and keep their segment when training knows a week more; and who that is.

    In that week every measure of a customer moves by 0.05 standard deviations or so, of one customer in ten by 1, and
    one customer in a hundred is new. Those of whom no measure moved by more than ``still`` deviations moved little.
    """
    random = np.random.default_rng(seed)
    newcomer_count = CUSTOMERS // 100
    world = plant(seed, count=CUSTOMERS + newcomer_count).points
    before = world[:CUSTOMERS]
    restlessness = np.where(random.random(CUSTOMERS) < 0.1, 1.0, 0.05)
    moves = random.normal(size=before.shape) * restlessness[:, None]
    config = config_for(world_is_skewed=False)
    earlier = _require(fit_segments(as_customers(before), config)).model
    everybody = as_customers(np.vstack([before + moves, world[CUSTOMERS:]]))
    later = _require(fit_segments(everybody, config)).model
    # Ids are matched on the customers of the later training, as both models label them then.
    matching = match_segments(
        *(model.assign(everybody)["segment_id"].to_numpy() for model in (earlier, later)),
        earlier.segment_ids,
        later.segment_ids,
        first_free_id=100,
    )
    old = earlier.assign(as_customers(before))["segment_id"]
    new = later.assign(everybody)["segment_id"].head(CUSTOMERS).replace(matching.ids)
    little = np.abs(moves).max(axis=1) <= still
    return float((old == new)[little].mean()), float(little.mean())


def _labels(customers: pd.DataFrame, config: SegmentationConfig) -> pd.Series:
    return _require(fit_segments(customers, config)).model.assign(customers)["segment_id"]


def _require(fit: Fit | None) -> Fit:
    if fit is None:
        raise ValueError("Nothing was found in a planted world.")
    return fit
