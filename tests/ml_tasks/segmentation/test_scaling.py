import numpy as np
import pandas as pd
import pytest

from ml_tasks.segmentation.config import Feature, SegmentationConfig
from ml_tasks.segmentation.features import LAYERS
from ml_tasks.segmentation.finding.scaling import FeatureScaler

IDENTITY = Feature(column="x", transform="identity")


def test_null_becomes_the_median_and_values_are_standardised():
    # Filled: 1, 3, 3, 5; mean 3; variance (4 + 0 + 0 + 4) / 4 = 2.
    frame = pd.DataFrame({"x": [1.0, 3.0, np.nan, 5.0]})
    scaler = FeatureScaler([IDENTITY], cap_quantiles=(0, 1)).fit(frame)
    assert scaler.fill_values_ == [3.0]
    assert scaler.transform(frame).ravel() == pytest.approx(np.array([-2, 0, 0, 2]) / np.sqrt(2))


def test_caps_bound_what_is_learned_but_not_what_is_scored():
    # Eleven values 0..9 and 1000: the quantiles 0 and 0.9 are 0 and 9.
    frame = pd.DataFrame({"x": [*map(float, range(10)), 1000.0]})
    scaler = FeatureScaler([IDENTITY], cap_quantiles=(0, 0.9)).fit(frame)
    assert scaler.cap_high_ == [9.0]
    assert scaler.means_[0] == pytest.approx((45 + 9) / 11)
    assert scaler.capped(frame)[-1] == scaler.capped(frame)[-2]
    assert scaler.transform(frame)[-1] > 100 * scaler.transform(frame)[-2]


def test_log1p_counts_values_below_zero_as_zero():
    frame = pd.DataFrame({"x": [-5.0, 0.0, np.e - 1, np.e**2 - 1]})
    scaler = FeatureScaler([Feature(column="x")], cap_quantiles=(0, 1)).fit(frame)
    # After the logarithm: 0, 0, 1, 2; mean 0.75.
    assert scaler.means_[0] == pytest.approx(0.75)
    assert scaler.transform(frame)[0] == scaler.transform(frame)[1]


def test_what_is_unknown_or_the_same_for_everybody_is_left_out_and_says_why():
    frame = pd.DataFrame({"x": [1.0, 2.0, 3.0], "web": [np.nan] * 3, "flat": [7.0] * 3})
    features = [IDENTITY, Feature(column="web"), Feature(column="flat")]
    scaler = FeatureScaler(features).fit(frame)
    assert scaler.features_ == (IDENTITY,)
    assert scaler.left_out_ == {
        "web": "web is NULL for 100% of the customers.",
        "flat": "flat is the same for nearly every customer.",
    }
    assert scaler.transform(frame).shape == (3, 1)


def test_no_protected_column_shapes_or_names_segments():
    assert {"age_band", "income_band", "household_size"}.isdisjoint(SegmentationConfig().measured_columns)


def test_min_max_maps_the_caps_on_zero_and_one():
    frame = pd.DataFrame({"x": [2.0, 3.0, 6.0, 60.0]})
    feature = Feature(column="x", transform="identity", scaling="min_max")
    scaler = FeatureScaler([feature], cap_quantiles=(0, 2 / 3)).fit(frame)
    assert scaler.transform(frame).ravel() == pytest.approx([0, 0.25, 1, 14.5])


def test_layers_choose_features_and_no_column_is_read_twice():
    by_default = SegmentationConfig()
    assert {feature.layer for feature in by_default.features} == {"rfm", "behaviour"}
    assert len(by_default.features) == 10
    more = SegmentationConfig(layers=("rfm", "engagement"))
    assert {feature.layer for feature in more.features} == {"rfm", "engagement"}
    assert len(set(more.measured_columns)) == len(more.measured_columns)


def test_no_layer_has_what_people_are():
    everything = {feature.column for feature in SegmentationConfig(layers=LAYERS).features}
    assert everything.isdisjoint({"age_band", "income_band", "household_size"})
