"""The scoring model, built by dbt, gives the labels that Python gives."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.keeping.models import champion_version
from ml_tasks.segmentation.proposal import propose
from ml_tasks.segmentation.train import train
from warehouse.connection import build_connection

from .planted import AS_OF, plant
from .promoted import FOUR_BY_K_MEANS, as_it_is, as_mixture, built, promote, run_models


@pytest.fixture
def customers():
    """Three thousand customers: every feature NULL here and there, some far off, some with too few orders."""
    frame, _ = plant(3_000, seed=4)
    random = np.random.default_rng(8)
    for feature in SegmentationConfig().features:
        if feature.column not in ("order_count", "net_spend_usd"):
            frame.loc[random.random(len(frame)) < 0.03, feature.column] = np.nan
    # Each in a place of its own: equals would be a segment.
    frame.loc[frame.index % 100 == 7, "discount_share"] = np.linspace(5, 90, 30)
    frame.loc[frame.index % 100 == 9, "net_spend_last_90_days_usd"] = -12.5
    frame.loc[frame.index % 50 == 3, "order_count"] = frame.index[frame.index % 50 == 3] % 3
    return frame


@pytest.mark.parametrize("pca_pays_share", [0.0, 1.0], ids=["as they are", "projected"])
def test_sql_and_python_agree_on_every_customer(settings, config, customers, write_features, pca_pays_share):
    config = config.model_copy(update={"pca_pays_share": pca_pays_share, "candidate_ks": (4, 5, 6)})
    write_features(customers)
    version = train(settings, config=config).model_version
    model = propose(customers[customers["order_count"] >= 3], AS_OF, config).fit.model
    in_python, in_sql = model.assign(customers), built(settings, version, "cluster_assignments")
    assert (model.projection.components_ is not None) == (pca_pays_share == 1.0)
    assert set(in_python["segment_id"]) > {-1, 0, 1, 2, 3, 4}
    _assert_same(in_sql, in_python)


def _assert_same(in_sql, in_python) -> None:
    assert in_sql["segment_id"].tolist() == in_python["segment_id"].tolist()
    assert in_sql["is_outlier"].tolist() == in_python["is_outlier"].tolist()
    for column in (
        "nearest_segment_id",
        "second_segment_id",
        "distance_to_prototype",
        "distance_to_second",
        "margin",
        "confidence",
    ):
        np.testing.assert_allclose(in_sql[column].astype(float), in_python[column], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("pca_pays_share", [0.0, 1.0], ids=["as they are", "projected"])
@pytest.mark.parametrize("shape", [as_it_is, as_mixture])
def test_every_shape_of_a_model_is_scored_alike(settings, config, customers, write_features, pca_pays_share, shape):
    """Ids with gaps, a calibration, and customers so far off that every posterior but one is zero in doubles."""
    config = config.model_copy(update={"pca_pays_share": pca_pays_share, **FOUR_BY_K_MEANS})
    customers.loc[customers.index % 100 == 11, "days_since_first_order"] = 1e5
    proposal = propose(customers[customers["order_count"] >= 3], AS_OF, config)
    model = replace(
        shape(proposal.fit.model),
        segment_ids=(2, 5, 9, 14),
        calibration=((0.05, 0.5), (0.3, 0.5), (0.6, 0.9), (0.95, 1.0)),
    )
    write_features(customers)
    in_python = model.assign(customers)
    assert set(in_python["segment_id"]) == {-1, 0, 2, 5, 9, 14}
    assert in_python["confidence"].between(0.5, 1, inclusive="neither").any()
    _assert_same(built(settings, promote(settings, proposal, model), "cluster_assignments"), in_python)


def test_of_equal_distances_the_lower_id_goes_first(settings, config, customers, write_features):
    """Powers of two, so that both sides are exact: every customer is on the border of two prototypes or of all four."""
    config = config.model_copy(update={"pca_pays_share": 0.0, **FOUR_BY_K_MEANS})
    proposal = propose(customers[customers["order_count"] >= 3], AS_OF, config)
    fitted = proposal.fit.model
    scaler = fitted.scaler
    count = len(scaler.features_)
    scaler.features_ = tuple(replace_transform(feature) for feature in scaler.features_)
    scaler.means_, scaler.scales_ = np.zeros(count), np.ones(count)
    prototypes = np.zeros((4, count))
    prototypes[:, 0], prototypes[:, 1] = (-2, 2, -2, 2), (-2, -2, 2, 2)
    model = replace(fitted, prototypes=prototypes, segment_ids=(2, 5, 9, 14), outlier_radius=64.0)
    for feature in scaler.features_:
        customers[feature.column] = 0.0
    customers[scaler.features_[0].column] = customers.index % 3 - 1.0
    customers["order_count"] = 4.0
    write_features(customers)
    in_python = model.assign(customers)
    assert set(zip(in_python["segment_id"], in_python["second_segment_id"], strict=True)) == {(2, 9), (2, 5), (5, 14)}
    _assert_same(built(settings, promote(settings, proposal, model), "cluster_assignments"), in_python)


def replace_transform(feature):
    """A feature as it is, without a logarithm."""
    return feature.model_copy(update={"transform": "identity"})


def test_without_a_model_nobody_is_labelled(settings, planted, write_features):
    write_features(planted[0].head(3))
    with build_connection(settings, "test") as connection:
        assert champion_version(connection, datetime.max) is None
    scored = built(settings, "", "cluster_assignments")
    assert scored["segment_id"].tolist() == [0, 0, 0]
    assert scored["model_version"].isna().all()
    assert scored["confidence"].isna().all()


def test_a_model_that_is_not_there_is_an_error_that_says_so(settings, planted, write_features):
    write_features(planted[0].head(3))
    (result,) = run_models(settings, "20170101-00000000", "cluster_assignments").result
    assert result.status == "error"
    assert "ml.segment_models has no model '20170101-00000000'. Train one" in result.message
