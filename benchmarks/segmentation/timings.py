"""What training costs: with a million customers, and against the loop that textbooks show."""

import resource
import time
from dataclasses import dataclass

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score

from benchmarks.segmentation.worlds import config_for, plant
from ml_tasks.segmentation.finding.fitting import fit_segments


@dataclass(frozen=True)
class Cost:
    """Processor seconds of this process, and the most memory that it has held so far."""

    seconds: float
    peak_bytes: int


def train_many(count: int) -> Cost:
    """Train with every algorithm and figure."""
    customers = plant(1, count=count).frame()
    began = time.process_time()
    fit_segments(customers, config_for(world_is_skewed=False))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Cost(time.process_time() - began, peak)


@dataclass(frozen=True)
class AgainstTextbook:
    """Seconds that people wait for either, and how their labels agree at the same k."""

    textbook_seconds: float
    seconds: float
    k: int
    adjusted_rand: float


def compare_with_textbook(count: int) -> AgainstTextbook:
    """Run KMeans and the full silhouette for k = 2 to 9, as textbooks do, and then our training, on equal points."""
    world = plant(1, count=count)
    customers, config = world.frame(), config_for(world_is_skewed=False)
    # What training imports when it is first called is no part of the comparison.
    fit_segments(customers.head(1_000), config)
    began = time.perf_counter()
    points = (world.points - world.points.mean(axis=0)) / world.points.std(axis=0)
    textbook = {k: KMeans(k, n_init=10, random_state=42).fit_predict(points) for k in range(2, 10)}
    for labels in textbook.values():
        silhouette_score(points, labels)
    between = time.perf_counter()
    model = fit_segments(customers, config).model
    ended = time.perf_counter()
    k = len(model.segment_ids)
    ours = model.assign(customers)["nearest_segment_id"].to_numpy()
    return AgainstTextbook(
        between - began, ended - between, k, float(adjusted_rand_score(textbook[min(max(k, 2), 9)], np.asarray(ours)))
    )
