"""Drift is measured against what training wrote down, and told once."""

import math

import numpy as np
import pandas as pd
import pytest

from ml_tasks.segmentation.keeping.drift import has_new_drift, record_drift
from ml_tasks.segmentation.keeping.drift_measures import stability_index
from ml_tasks.segmentation.keeping.feature_bins import bins_of
from ml_tasks.segmentation.keeping.stored_model import read_model
from ml_tasks.segmentation.train import train
from warehouse.connection import build_connection

from .planted import AS_OF


@pytest.fixture
def measure(settings):
    """Label the customers in the mart by a model, as a build does, and measure."""

    def run(build_id: int, version: str):
        with build_connection(settings, "test") as connection:
            frame = connection.execute("from marts.customer_features order by customer_id").df()
            labels = read_model(connection, version).model.assign(frame)
            connection.register("labels", labels.assign(customer_id=frame["customer_id"]))
            connection.execute("create schema if not exists segments")
            connection.execute("create or replace table segments.cluster_assignments as from labels")
            return record_drift(connection, build_id, AS_OF, version), has_new_drift(connection, build_id)

    return run


def test_customers_like_those_at_training_have_not_drifted(settings, config, planted, write_features, measure, query):
    write_features(planted[0])
    version = train(settings, config=config).model_version
    drifts, is_new = measure(1, version)
    assert not is_new
    assert {drift.measure for drift in drifts} == {"psi", "centroid_shift", "segment_share", "far_share"}
    assert max(drift.value for drift in drifts if drift.measure == "psi") == pytest.approx(0, abs=1e-12)
    assert max(abs(drift.value) for drift in drifts if drift.measure == "segment_share") < 1e-12
    assert query("select distinct is_met, severity from ops.gate_results where gate = 'drift'") == [(True, "warn")]


def test_what_moved_is_named_warned_of_and_told_once(settings, config, planted, write_features, measure, query):
    customers = planted[0]
    write_features(customers)
    version = train(settings, config=config).model_version
    write_features(customers[customers.index % 5 != 4].assign(discount_share=lambda frame: frame["discount_share"] * 3))
    drifts, is_new = measure(2, version)
    crossed = {(drift.measure, drift.feature, drift.segment_id) for drift in drifts if drift.is_crossed}
    assert ("psi", "discount_share", None) in crossed
    assert ("psi", "department_count", None) not in crossed
    assert any(measure_name == "segment_share" for measure_name, _, _ in crossed)
    assert is_new
    assert query("select count(*) from ops.gate_results where gate = 'drift' and not is_met")[0][0] >= 2
    assert not measure(3, version)[1]
    measure(3, version)
    assert query("select count(*) from ops.drift where build_id = 3") == [(len(drifts),)]


def test_each_measure_is_what_its_name_says(settings, config, planted, write_features, measure):
    """Of 420 customers twenty have too few orders, eight are like nobody, and one segment's orders are fewer."""
    customers, kind = planted
    write_features(customers)
    version = train(settings, config=config).model_version
    with build_connection(settings, "test") as connection:
        stored = read_model(connection, version)
    few = customers.head(20).assign(order_count=2, discount_share=0.99)
    few["customer_id"] = [f"few{number}" for number in range(20)]
    moved = customers.copy()
    moved.loc[kind == 1, "order_count"] = (moved.loc[kind == 1, "order_count"] * 0.9).round()
    moved.loc[moved.index[:8], ["net_spend_usd", "average_order_value_usd", "median_days_between_orders"]] = 5e6
    write_features(pd.concat([moved, few], ignore_index=True))
    drifts = {(one.measure, one.feature, one.segment_id): one for one in measure(4, version)[0]}

    # Who has too few orders counts nowhere, though all of them buy at a discount that nobody else gets.
    assert drifts["psi", "discount_share", None].value == pytest.approx(0, abs=1e-12)
    assert drifts["psi", "order_count", None].value > 0.01
    model = stored.model
    labels = model.assign(moved)["segment_id"].to_numpy()
    assert (labels[:8] == -1).all()
    assert drifts["far_share", None, None].value == pytest.approx((labels == -1).mean())
    points = model.projection.transform(model.scaler.capped(moved))
    for segment_id, prototype in zip(model.segment_ids, model.prototypes, strict=True):
        centre = points[labels == segment_id].mean(axis=0)
        shift = drifts["centroid_shift", None, segment_id]
        assert shift.value == pytest.approx(np.sqrt(np.square(centre - prototype).mean()), abs=1e-9)
        share = drifts["segment_share", None, segment_id]
        assert share.value == pytest.approx((labels == segment_id).mean() - stored_share(settings, version, segment_id))
    frequent = np.bincount(labels[(kind == 1) & (labels > 0)]).argmax()
    assert drifts["centroid_shift", None, frequent].value == max(
        one.value for one in drifts.values() if one.measure == "centroid_shift"
    )


def stored_share(settings, version: str, segment_id: int) -> float:
    with build_connection(settings, "test") as connection:
        return connection.execute(
            "select customer_share from ml.model_segments where model_version = ? and segment_id = ?",
            [version, segment_id],
        ).fetchone()[0]


def test_bins_hold_a_tenth_each_and_nulls_their_own():
    rows = bins_of(np.array([*range(1, 91), *[math.nan] * 10], dtype=float), 10)
    assert [row["bin"] for row in rows] == list(range(11))
    assert [row["share"] for row in rows] == pytest.approx([0.1] + [0.09] * 10)
    assert rows[0]["upper_bound"] is None and rows[-1]["upper_bound"] is None
    assert sum(row["share"] for row in bins_of(np.zeros(7), 10)) == 1


def test_the_stability_index_by_hand():
    by_hand = (0.5 - 0.4) * math.log(0.5 / 0.4) + (0.5 - 0.6) * math.log(0.5 / 0.6)
    assert stability_index({1: 0.4, 2: 0.6}, {1: 0.5, 2: 0.5}) == pytest.approx(by_hand)
    assert stability_index({1: 1.0}, {1: 1.0}) == 0
    assert stability_index({1: 1.0}, {2: 1.0}) > 1
