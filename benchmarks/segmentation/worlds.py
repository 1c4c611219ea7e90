"""Customers whose clusters are known, because they were planted; and clouds in which there is nothing to find."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.stats import chi2

from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.features import Feature
from ml_tasks.segmentation.finding.usefulness import Past

CUSTOMERS = 4_000
DIMENSIONS = 6
OUTLIER = -1

Noise = Literal["gaussian", "cube", "correlated", "shuffled"]


@dataclass(frozen=True)
class World:
    """Points of shape (n, d); each one's kind, and the label that Bayes' rule gives it. Outliers are -1 in both."""

    points: np.ndarray
    kind: np.ndarray
    bayes: np.ndarray
    is_skewed: bool = False

    def frame(self) -> pd.DataFrame:
        """Customers as training reads them: one column a dimension."""
        return as_customers(self.points)


def as_customers(points: np.ndarray) -> pd.DataFrame:
    """Give points the columns that training cannot do without."""
    frame = pd.DataFrame(points, columns=[f"measure_{number}" for number in range(1, points.shape[1] + 1)])
    return frame.assign(order_count=10, net_spend_usd=points[:, 0] - points[:, 0].min())


def config_for(world_is_skewed: bool, **knobs) -> SegmentationConfig:
    """Configure training as in production, but for its features."""
    transform = "log1p" if world_is_skewed else "identity"
    features = tuple(Feature(column=f"measure_{number}", transform=transform) for number in range(1, DIMENSIONS + 1))
    return SegmentationConfig(features=features, described_by=(), **knobs)


def plant(seed: int, k: int = 5, separation: float = 5.4, *, is_skewed: bool = False, count: int = CUSTOMERS) -> World:
    """Plant unequal Gaussian clusters of deviation 1 whose centres are at least ``separation`` apart.

    One in fifty is an outlier, uniform over a box a tenth wider on each side than the clusters; what falls within the
    ellipsoid that holds 99.9 % of a cluster is drawn again, for nobody could tell it from that cluster. Skewed worlds
    are log-normal: the exponential of a quarter of each coordinate.
    """
    random = np.random.default_rng(seed)
    centres = _centres(random, k, separation)
    shares = random.dirichlet(np.full(k, 3.0))
    while shares.min() < 0.06:
        shares = random.dirichlet(np.full(k, 3.0))
    outlier_count = count // 50
    kind = random.choice(k, count - outlier_count, p=shares)
    members = centres[kind] + random.normal(size=(len(kind), DIMENSIONS))
    points = np.vstack([members, _outliers(random, outlier_count, members, centres)])
    squares = np.square(members[:, None] - centres).sum(axis=2)
    bayes = (squares - 2 * np.log(shares)).argmin(axis=1)
    nobody = np.full(outlier_count, OUTLIER)
    order = random.permutation(count)
    return World(
        points=(np.exp(points / 4) if is_skewed else points)[order],
        kind=np.concatenate([kind, nobody])[order],
        bayes=np.concatenate([bayes, nobody])[order],
        is_skewed=is_skewed,
    )


def make_noise(seed: int, kind: Noise, count: int = CUSTOMERS) -> np.ndarray:
    """Points in which there is nothing to find; ``shuffled`` is a planted world with each column shuffled."""
    random = np.random.default_rng(seed)
    if kind == "cube":
        return random.uniform(size=(count, DIMENSIONS))
    if kind == "shuffled":
        return np.column_stack([random.permutation(column) for column in plant(seed, count=count).points.T])
    cloud = random.normal(size=(count, DIMENSIONS))
    return cloud @ random.normal(size=(DIMENSIONS, DIMENSIONS)) if kind == "correlated" else cloud


def independent_future(seed: int, customers: pd.DataFrame) -> Past:
    """Give customers a following period that does not depend on who they are."""
    random = np.random.default_rng(seed)
    has_ordered = random.random(len(customers)) < 0.4
    return Past(customers, np.where(has_ordered, random.lognormal(3, 1, len(customers)), 0.0), has_ordered)


def _centres(random: np.random.Generator, k: int, separation: float) -> np.ndarray:
    """Draw centres in a cube that grows until they have room."""
    side = separation * 1.1
    while True:
        centres: list[np.ndarray] = []
        for place in random.uniform(0, side, (2_000, DIMENSIONS)):
            if all(np.linalg.norm(place - centre) >= separation for centre in centres):
                centres.append(place)
            if len(centres) == k:
                return np.array(centres)
        side *= 1.1


def _outliers(random: np.random.Generator, count: int, members: np.ndarray, centres: np.ndarray) -> np.ndarray:
    low, high = members.min(axis=0), members.max(axis=0)
    margin = (high - low) / 10
    beyond = chi2.ppf(0.999, DIMENSIONS)
    found: list[np.ndarray] = []
    while len(found) < count:
        place = random.uniform(low - margin, high + margin)
        if np.square(place - centres).sum(axis=1).min() > beyond:
            found.append(place)
    return np.array(found)
