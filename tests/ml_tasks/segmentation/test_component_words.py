"""Components are told by their heaviest features."""

import numpy as np

from ml_tasks.segmentation.explaining.component_words import component_words
from ml_tasks.segmentation.features import Feature
from ml_tasks.segmentation.finding.projection import PayingProjection
from ml_tasks.segmentation.finding.scaling import FeatureScaler
from ml_tasks.segmentation.segment_model import SegmentModel


def _model(components) -> SegmentModel:
    columns = ("order_count", "net_spend_usd", "median_days_between_orders", "discount_share", "petted_cats")
    scaler = FeatureScaler(())
    scaler.features_ = tuple(Feature(column=column) for column in columns)
    projection = PayingProjection()
    projection.components_ = components
    return SegmentModel(scaler, projection, np.zeros((1, 2)), (1,), 1.0, 3)


def test_the_heaviest_three_features_with_their_directions_in_order():
    found = component_words(
        _model(np.array([[0.6, 0.5, -0.55, 0.4, 0.1], [0.1, 0.2, 0.0, -0.9, 0.44], [0, 0.3, 0, 0, -0.5]]))
    )
    assert found[0] == "more orders, shorter gaps between orders, more spend"
    assert found[1] == "lower discounts"
    assert found[2] == "lower petted cats, more spend"


def test_without_a_projection_there_is_nothing_to_say():
    assert component_words(_model(None)) == []
