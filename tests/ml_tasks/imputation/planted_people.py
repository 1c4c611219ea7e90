"""Customers whose attributes hang together as planted, with gaps."""

import numpy as np
import pandas as pd

from ml_tasks.imputation.imputation_config import Helper, ImputationConfig, ImputedColumn

MEASURES = ["spend", "fresh_share", "noise"]

CONFIG = ImputationConfig(
    columns=(
        ImputedColumn(column="age_years", kind="number"),
        ImputedColumn(column="age_band", kind="ordered"),
        ImputedColumn(column="home_ownership", kind="category"),
        ImputedColumn(column="coin", kind="category", has_fallback=False),
    ),
    helpers=(Helper(column="kids_count", kind="ordered"),),
    tree_count=20,
    fold_count=3,
    min_known_count=30,
    neighbour_count=10,
    chunk=37,
)
BANDS = ["19-24", "25-34", "35-44", "45-54", "55-64", "65+"]


def plant_people(count: int = 300, seed: int = 3) -> pd.DataFrame:
    """Age follows from the share of fresh goods, owning from spend, the coin from nothing; a third is unknown."""
    random = np.random.default_rng(seed)
    age = random.uniform(19, 80, count)
    spend = random.normal(0, 1, count)
    people = pd.DataFrame(
        {
            "customer_id": [f"c{number:04d}" for number in range(count)],
            "stratum": np.where(age < 45, "Young", "Old"),
            "age_years": np.floor(age),
            "age_band": [BANDS[place] for place in np.searchsorted([25, 35, 45, 55, 65], age, side="right")],
            "home_ownership": np.where(spend + random.normal(0, 0.3, count) > 0, "Homeowner", "Renter"),
            "coin": random.choice(["heads", "tails", "tails"], count),
            "kids_count": random.choice(["0", "1", "3+"], count),
            "spend": np.exp(spend + 3),
            "fresh_share": age / 100 + random.normal(0, 0.01, count),
            "noise": random.normal(0, 1, count),
        }
    )
    for column in ("age_years", "age_band", "home_ownership", "coin"):
        people[column] = people[column].where(random.random(count) > 1 / 3, None)
    people.loc[random.random(count) < 0.5, "kids_count"] = None
    return people
