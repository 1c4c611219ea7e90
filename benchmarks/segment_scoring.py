"""How long it takes to score everybody in SQL, and by fetching the features and asking scikit-learn.

Both compute the same columns (segment, the two nearest, their distances, the margin), and leave them behind as a table.
Writing that takes as long on either side, so the two are compared without it as well.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from benchmarks.company.landing import new_home
from ml_tasks.segmentation.keeping.models import store_model
from warehouse.cli import console
from warehouse.connection import build_connection
from warehouse.dbt_runner import invoke
from warehouse.quiet_exit import leave_quietly
from warehouse.settings import Settings

CUSTOMERS = 1_000_000
GOAL = 5
_ROUNDS = 5
_PROTOTYPES = 8
_VERSION = "benchmark"
_MIN_ORDER_COUNT = 3
# More or less as skewed as the real thing; some are unknown.
_FEATURES = {
    "days_since_last_order": "cast(ln(1 - random()) * -30 as integer)",
    "days_since_first_order": "cast(random() * 365 as integer)",
    "order_count": "cast(1 + ln(1 - random()) * -20 as bigint)",
    "net_spend_usd": "cast(exp(random() * 8) as decimal(18, 2))",
    "average_order_value_usd": "exp(random() * 4)",
    "orders_last_90_days_count": "cast(ln(1 - random()) * -6 as bigint)",
    "net_spend_last_90_days_usd": "cast(exp(random() * 6) as decimal(18, 2))",
    "median_days_between_orders": "if(random() < 0.03, null, exp(random() * 4))",
    "discount_share": "if(random() < 0.03, null, random() / 2)",
    "coupon_redemption_count": "cast(greatest(ln(1 - random()) * -4 - 4, 0) as bigint)",
    "department_count": "cast(1 + random() * 14 as bigint)",
    "sessions_last_90_days_count": "if(random() < 0.1, null, cast(random() * 40 as bigint))",
}
# Nothing that nobody looks at is computed.
_EVERY_COLUMN = (
    "select max(customer_id), sum(segment_id), sum(nearest_segment_id), sum(second_segment_id), "
    "sum(distance_to_prototype), sum(distance_to_second), sum(confidence), count_if(is_outlier) from ({})"
)
_IDENTITY = ("days_since_first_order", "discount_share")


def main(arguments: list[str]) -> int:
    """Print seconds of the clock and of the processor, and how often one goes into the other."""
    leave_quietly()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    customers = parser.parse_args(arguments).customers
    with tempfile.TemporaryDirectory() as folder:
        settings = new_home(Path(folder))
        pipeline, radius = _trained(settings, customers)
        query = _scoring_query(settings)
        with build_connection(settings, "benchmark") as connection:
            pairs = {
                "scored": (
                    lambda: connection.execute(_EVERY_COLUMN.format(query)),
                    lambda: _scored_in_python(connection, pipeline, radius),
                ),
                "scored and written": (
                    lambda: connection.execute(f"create or replace table in_sql as {query}"),
                    lambda: _write(connection, _scored_in_python(connection, pipeline, radius)),
                ),
            }
            console.say(f"{customers:,} customers x {len(_FEATURES)} features x {_PROTOTYPES} prototypes")
            for what, works in pairs.items():
                # In turn, so that whatever else the machine does slows both.
                rounds = np.array([[_seconds(work) for work in works] for _ in range(_ROUNDS)])
                _say(what, *np.median(rounds, axis=0))
            different = _different_labels(connection)
    console.say(f"Labels that differ: {different}.")
    return int(different > 0)


def _say(what: str, in_sql: np.ndarray, in_python: np.ndarray) -> None:
    clock, processor = in_python / in_sql
    console.say(
        f"{what}: SQL {in_sql[0]:.2f} s (processor {in_sql[1]:.2f} s), fetched and predicted with scikit-learn "
        f"{in_python[0]:.2f} s ({in_python[1]:.2f} s): {clock:.1f} times as fast (processor {processor:.1f}; "
        f"goal: {GOAL})"
    )


def _trained(settings: Settings, customers: int) -> tuple[Pipeline, float]:
    """Write features, and the parameters of a scikit-learn pipeline that was fitted on some of them."""
    columns = ", ".join(f"{expression} as {name}" for name, expression in _FEATURES.items())
    with build_connection(settings, "benchmark") as connection:
        connection.execute("create schema marts")
        connection.execute("select setseed(0.5)")
        connection.execute(
            "create table marts.customer_features as select md5(cast(number as varchar)) as customer_id, "
            f"timestamp '2018-01-01' as as_of, {columns} from range({customers}) as rows (number)"
        )
        sample = _matrix(connection.execute("from marts.customer_features limit 100000").df())
        pipeline = make_pipeline(
            SimpleImputer(strategy="median"),
            FunctionTransformer(_logarithms),
            StandardScaler(),
            KMeans(_PROTOTYPES, n_init=1, random_state=1),
        ).fit(sample)
        radius = float(np.quantile(pipeline.transform(sample).min(axis=1), 0.999))
        store_model(connection, _model_rows(pipeline, radius))
    return pipeline, radius


def _matrix(frame: pd.DataFrame) -> np.ndarray:
    return frame[list(_FEATURES)].to_numpy(dtype=float)


def _logarithms(matrix: np.ndarray) -> np.ndarray:
    is_logarithmic = [name not in _IDENTITY for name in _FEATURES]
    return np.log1p(matrix, where=np.broadcast_to(is_logarithmic, matrix.shape), out=matrix.copy())


def _model_rows(pipeline: Pipeline, radius: float) -> dict[str, list[dict]]:
    """The pipeline's parameters as rows of schema ml."""
    imputer, _, scaler, clusters = (step for _, step in pipeline.steps)
    head = {
        **{"as_of": datetime(2018, 1, 1), "algorithm": "kmeans", "k": _PROTOTYPES, "feature_count": len(_FEATURES)},
        **{"customer_count": 1, "min_order_count": _MIN_ORDER_COUNT, "silhouette": 0, "stability": 0},
        **{"outlier_radius": radius, "reason": "benchmark"},
    }
    features = [
        {
            **{"position": place, "feature": name, "source_column": name},
            **{"transform": "identity" if name in _IDENTITY else "log1p"},
            **{"fill_value": fill, "cap_low": 0, "cap_high": 0, "mean": mean, "scale": scale},
        }
        for place, (name, fill, mean, scale) in enumerate(
            zip(_FEATURES, imputer.statistics_, scaler.mean_, scaler.scale_, strict=True), start=1
        )
    ]
    prototypes = [
        {"segment_id": segment_id, "dimension": name, "value": value}
        for segment_id, centre in enumerate(clusters.cluster_centers_.tolist(), start=1)
        for name, value in zip(_FEATURES, centre, strict=True)
    ]
    segments = [{"segment_id": segment_id, "penalty": 0} for segment_id in range(1, _PROTOTYPES + 1)]
    rows = {
        "segment_models": [head],
        "model_features": features,
        "model_prototypes": prototypes,
        "model_segments": segments,
    }
    return {table: [{"model_version": _VERSION, **row} for row in those] for table, those in rows.items()}


def _scoring_query(settings: Settings) -> str:
    """What dbt makes of the scoring model."""
    variables = {"as_of": "2018-01-01", "build_id": 1, "raw_through_batch": 1, "model_version": _VERSION}
    outcome = invoke(settings, ["compile", "--select", "cluster_assignments"], variables=variables)
    return next(r.node.compiled_code for r in outcome.result.results if r.node.name == "cluster_assignments")


def _scored_in_python(connection: duckdb.DuckDBPyConnection, pipeline: Pipeline, radius: float) -> pd.DataFrame:
    """Fetch and predict."""
    frame = connection.execute("from marts.customer_features").df()
    distances = pipeline.transform(_matrix(frame))
    order = np.argsort(distances, axis=1)[:, :2]
    nearest, second = np.take_along_axis(distances, order, axis=1).T
    is_known = frame["order_count"].to_numpy() >= _MIN_ORDER_COUNT
    is_outlier = is_known & (nearest > radius)
    return frame[["customer_id", "as_of"]].assign(
        segment_id=np.where(is_known, np.where(is_outlier, -1, order[:, 0] + 1), 0),
        nearest_segment_id=order[:, 0] + 1,
        second_segment_id=order[:, 1] + 1,
        distance_to_prototype=nearest,
        distance_to_second=second,
        confidence=1 - nearest / second,
        is_outlier=is_outlier,
    )


def _write(connection: duckdb.DuckDBPyConnection, scored: pd.DataFrame) -> None:
    connection.register("scored", scored)
    connection.execute("create or replace table in_python as from scored")
    connection.unregister("scored")


def _different_labels(connection: duckdb.DuckDBPyConnection) -> int:
    query = """
        select count(*) from in_sql full join in_python using (customer_id)
        where in_sql.segment_id is distinct from in_python.segment_id
    """
    return connection.execute(query).fetchone()[0]


def _seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Of the clock, and of the processor."""
    began, busy = time.monotonic(), time.process_time()
    work()
    return time.monotonic() - began, time.process_time() - busy


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
