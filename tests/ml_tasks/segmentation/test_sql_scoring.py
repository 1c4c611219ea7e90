"""The scoring model, built by dbt, gives the labels that Python gives."""

from datetime import datetime

import numpy as np
import pytest

from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.keeping.models import champion_version
from ml_tasks.segmentation.proposal import propose
from ml_tasks.segmentation.train import train
from warehouse.connection import build_connection
from warehouse.dbt_runner import invoke

from .planted import AS_OF, plant


def _run_dbt(settings, version: str):
    variables = {"as_of": str(AS_OF), "build_id": 1, "raw_through_batch": 1, "model_version": version}
    return invoke(settings, ["run", "--select", "cluster_assignments"], variables=variables)


def _score(settings, version: str):
    outcome = _run_dbt(settings, version)
    assert outcome.success, outcome.exception or [result.message for result in outcome.result]
    with build_connection(settings, "test") as connection:
        return connection.execute("from segments.cluster_assignments order by customer_id").df()


@pytest.fixture
def customers():
    """Three thousand customers: every feature NULL here and there, some far off, some with too few orders."""
    frame, _ = plant(3_000, seed=4)
    random = np.random.default_rng(8)
    for feature in SegmentationConfig().features:
        if feature.column not in ("order_count", "net_spend_usd"):
            frame.loc[random.random(len(frame)) < 0.03, feature.column] = np.nan
    frame.loc[frame.index % 100 == 7, "discount_share"] = 5.5
    frame.loc[frame.index % 100 == 9, "net_spend_last_90_days_usd"] = -12.5
    frame.loc[frame.index % 50 == 3, "order_count"] = frame.index[frame.index % 50 == 3] % 3
    return frame


@pytest.mark.parametrize("pca_pays_share", [0.0, 1.0], ids=["as they are", "projected"])
def test_sql_and_python_agree_on_every_customer(settings, config, customers, write_features, pca_pays_share):
    config = config.model_copy(update={"pca_pays_share": pca_pays_share, "candidate_ks": (4, 5, 6)})
    write_features(customers)
    version = train(settings, config=config).model_version
    model = propose(customers[customers["order_count"] >= 3], AS_OF, config).fit.model
    in_python, in_sql = model.assign(customers), _score(settings, version)
    assert (model.projection.components_ is not None) == (pca_pays_share == 1.0)
    assert set(in_python["segment_id"]) > {-1, 0, 1, 2, 3, 4}
    assert in_sql["segment_id"].tolist() == in_python["segment_id"].tolist()
    assert in_sql["is_outlier"].tolist() == in_python["is_outlier"].tolist()
    for column in (
        "nearest_segment_id",
        "second_segment_id",
        "distance_to_prototype",
        "distance_to_second",
        "confidence",
    ):
        np.testing.assert_allclose(in_sql[column].astype(float), in_python[column], rtol=1e-9, atol=1e-9)


def test_without_a_model_nobody_is_labelled(settings, planted, write_features):
    write_features(planted[0].head(3))
    with build_connection(settings, "test") as connection:
        assert champion_version(connection, datetime.max) is None
    scored = _score(settings, "")
    assert scored["segment_id"].tolist() == [0, 0, 0]
    assert scored["model_version"].isna().all()
    assert scored["confidence"].isna().all()


def test_a_model_that_is_not_there_is_an_error_that_says_so(settings, planted, write_features):
    write_features(planted[0].head(3))
    with build_connection(settings, "test") as connection:
        champion_version(connection, datetime.max)
    (result,) = _run_dbt(settings, "20170101-00000000").result
    assert result.status == "error"
    assert "ml.segment_models has no model '20170101-00000000'. Train one" in result.message
