"""The measures of drift, in SQL: customers of the build that is open against what training wrote down."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from ml_tasks.segmentation.keeping.keeping_config import KeepingConfig

# Stands in for the share of an empty bin, whose logarithm would not exist.
_LEAST_SHARE = 1e-4


@dataclass(frozen=True)
class Drift:
    """One row of ``ops.drift``, without what all rows of a build share."""

    measure: str
    feature: str | None
    segment_id: int | None
    value: float
    bound: float

    @property
    def is_crossed(self) -> bool:
        """Whether customers have moved farther than the bound allows."""
        return abs(self.value) > self.bound


def measure_drift(connection: duckdb.DuckDBPyConnection, version: str, config: KeepingConfig) -> list[Drift]:
    """Measure the customers whom a model scored just now."""
    return [
        *_feature_shifts(connection, version, config),
        *_centroid_shifts(connection, version, config),
        *_share_changes(connection, version, config),
    ]


def _feature_shifts(connection: duckdb.DuckDBPyConnection, version: str, config: KeepingConfig) -> Iterator[Drift]:
    rows = connection.execute(
        "select feature, bin, upper_bound, share from ml.model_feature_bins where model_version = ? "
        "order by feature, bin",
        [version],
    ).fetchall()
    for feature in dict.fromkeys(row[0] for row in rows):
        bins = [row[1:] for row in rows if row[0] == feature]
        now = _shares_now(connection, version, feature, bins)
        then = {bin_number: share for bin_number, _, share in bins}
        yield Drift("psi", feature, None, stability_index(then, now), config.max_psi)


def stability_index(then: dict[int, float], now: dict[int, float]) -> float:
    """Population stability index: sum of (now - then) * ln(now / then) over the bins; 0 is no change."""
    pairs = [
        (max(then.get(place, 0.0), _LEAST_SHARE), max(now.get(place, 0.0), _LEAST_SHARE))
        for place in sorted(then.keys() | now.keys())
    ]
    return sum((after - before) * math.log(after / before) for before, after in pairs)


def _shares_now(
    connection: duckdb.DuckDBPyConnection, version: str, feature: str, bins: list[tuple[int, float | None, float]]
) -> dict[int, float]:
    """Share of each bin among the customers who have enough orders for the model."""
    # Features are columns that training found in the mart, and bounds are numbers: safe to put into the text.
    bounds = " ".join(
        f"when {feature} <= {bound!r}::double then {place}" for place, bound, _ in bins if bound is not None
    )
    last = max(place for place, _, _ in bins)
    rows = connection.execute(
        f"""
        select
            case when {feature} is null then 0 {bounds} else {last} end as bin,
            count(*) / sum(count(*)) over () as share
        from marts.customer_features
        where order_count >= (select min_order_count from ml.segment_models where model_version = ?)
        group by all
        """,
        [version],
    ).fetchall()
    return dict(rows)


def _centroid_shifts(connection: duckdb.DuckDBPyConnection, version: str, config: KeepingConfig) -> Iterator[Drift]:
    """Root mean square over the dimensions of the distance from a segment's centre to its members' mean.

    Members count within the caps of training, as they did there. Components are linear, so that the mean of
    customers' components is made of the features' means.
    """
    features = connection.execute(
        "select feature, transform, fill_value, cap_low, cap_high, mean, scale from ml.model_features "
        "where model_version = ? order by position",
        [version],
    ).fetchall()
    means = ", ".join(_scaled_mean(*feature) for feature in features)
    rows = connection.execute(
        f"""
        select scored.segment_id, {means}
        from marts.customer_features as features
        inner join segments.cluster_assignments as scored using (customer_id)
        where scored.segment_id > 0
        group by all
        order by all
        """
    ).fetchall()
    loadings = _loadings(connection, version)
    prototypes = _prototypes(connection, version)
    names = [feature[0] for feature in features]
    for segment_id, *means_now in rows:
        at = dict(zip(names, means_now, strict=True))
        if loadings:
            at = {
                dimension: sum(loading * at[feature] for feature, loading in parts.items())
                for dimension, parts in loadings.items()
            }
        squares = [(at[dimension] - value) ** 2 for dimension, value in prototypes.get(segment_id, {}).items()]
        if squares:
            shift = math.sqrt(sum(squares) / len(squares))
            yield Drift("centroid_shift", None, segment_id, shift, config.max_centroid_shift)


def _scaled_mean(*parameters: str | float) -> str:
    feature, transform, fill_value, low, high, mean, scale = parameters
    filled = f"coalesce(features.{feature}::double, {fill_value!r}::double)"
    capped = f"least(greatest({filled}, {low!r}::double), {high!r}::double)"
    value = f"ln(1 + greatest({capped}, 0))" if transform == "log1p" else capped
    return f"(avg({value}) - {mean!r}::double) / {scale!r}::double"


def _loadings(connection: duckdb.DuckDBPyConnection, version: str) -> dict[str, dict[str, float]]:
    return _nested(
        connection,
        "select concat('component_', component), feature, loading from ml.model_components where model_version = ? "
        "order by all",
        version,
    )


def _prototypes(connection: duckdb.DuckDBPyConnection, version: str) -> dict[int, dict[str, float]]:
    return _nested(
        connection,
        "select segment_id, dimension, value from ml.model_prototypes where model_version = ? order by all",
        version,
    )


def _nested(connection: duckdb.DuckDBPyConnection, sql: str, version: str) -> dict:
    nested: dict = {}
    for outer, inner, value in connection.execute(sql, [version]).fetchall():
        nested.setdefault(outer, {})[inner] = value
    return nested


def _share_changes(connection: duckdb.DuckDBPyConnection, version: str, config: KeepingConfig) -> Iterator[Drift]:
    then = dict(
        connection.execute(
            "select segment_id, customer_share from ml.model_segments "
            "where model_version = ? and customer_share is not null order by segment_id",
            [version],
        ).fetchall()
    )
    now = dict(
        connection.execute(
            "select segment_id, count(*) / sum(count(*)) over () from segments.cluster_assignments "
            "where segment_id <> 0 group by segment_id"
        ).fetchall()
    )
    if then and now:
        for segment_id, share in then.items():
            yield Drift("segment_share", None, segment_id, now.get(segment_id, 0.0) - share, config.max_share_change)
        far_at_training = max(1 - sum(then.values()), 0.0)
        yield Drift("far_share", None, None, now.get(-1, 0.0), far_at_training + config.max_far_share_rise)
