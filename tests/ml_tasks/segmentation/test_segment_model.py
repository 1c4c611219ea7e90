import numpy as np
import pandas as pd
import pytest

from ml_tasks.segmentation.config import Feature
from ml_tasks.segmentation.finding.projection import PayingProjection
from ml_tasks.segmentation.finding.scaling import FeatureScaler
from ml_tasks.segmentation.segment_model import SegmentModel


@pytest.fixture
def model() -> SegmentModel:
    """One feature that is used as it is (mean 0, scale 1), and prototypes at 10 and 0."""
    frame = pd.DataFrame({"order_count": [-1.0, 1.0]})
    scaler = FeatureScaler([Feature(column="order_count", transform="identity")], (0, 1)).fit(frame)
    projection = PayingProjection(pays_share=0).fit(scaler.capped(frame))
    return SegmentModel(scaler, projection, np.array([[10.0], [0.0]]), (1, 2), outlier_radius=4.0, min_order_count=2)


def test_labels_distances_and_confidence_by_hand(model):
    cases = {
        "at the first prototype": (10, 1, 0.0, 10.0, 1.0),
        "nearer to the second": (4, 2, 4.0, 6.0, 1 / 3),
        "in the middle, too far from both": (5, -1, 5.0, 5.0, 0.0),
        "beyond the first": (16, -1, 6.0, 16.0, 0.625),
        "too few orders": (1, 0, np.nan, np.nan, np.nan),
        "no orders known": (np.nan, 0, np.nan, np.nan, np.nan),
    }
    frame = pd.DataFrame({"order_count": [case[0] for case in cases.values()]}, index=list(cases))
    labels = model.assign(frame)
    assert list(labels.index) == list(cases)
    assert labels["segment_id"].tolist() == [case[1] for case in cases.values()]
    assert labels["distance_to_prototype"].tolist() == pytest.approx([c[2] for c in cases.values()], nan_ok=True)
    assert labels["distance_to_second"].tolist() == pytest.approx([c[3] for c in cases.values()], nan_ok=True)
    assert labels["confidence"].tolist() == pytest.approx([case[4] for case in cases.values()], nan_ok=True)
    assert labels["is_outlier"].tolist() == (labels["segment_id"] == -1).tolist()


def test_nobody_is_fine(model):
    assert model.assign(pd.DataFrame({"order_count": []}, dtype=float)).empty
