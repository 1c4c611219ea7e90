"""Opting in to a second segmentation, which may look at who people are, in a home that has the first one."""

import pytest

from ml_tasks.segmentation import train
from ml_tasks.segmentation.config import SegmentationConfig
from ml_tasks.segmentation.keeping import models
from tests.planted_shop import land

AS_OF = ("--as-of", "2018-01-01")


@pytest.fixture
def opt_in(monkeypatch):
    def opt() -> None:
        config = SegmentationConfig(profile_layers=("rfm", "behaviour", "demographics"))
        for module in (train, models):
            monkeypatch.setattr(module, "SegmentationConfig", lambda: config)

    return opt


def test_whoever_opts_in_gets_a_second_label_and_nothing_else_changes(home, planted_shop, opt_in):
    land(planted_shop, home.settings.landing)
    assert home.segmart("run", *AS_OF)[0] == 0
    assert home.rows("select count(*) from segments.customer_profile_segments") == [(0,)]
    labels = "select customer_id, segment_id, segment_name, model_version from segments.customer_segments order by all"
    before = home.rows(labels)

    opt_in()
    status, out, _ = home.segmart("train", *AS_OF)
    assert status == 0
    assert "Profile segmentation" in out
    # Nothing has landed, but the second model is new: that is worth a build.
    assert home.segmart("run", *AS_OF)[0] == 0
    assert home.segmart("run", *AS_OF)[1].count("Nothing was published") == 1

    assert home.rows(labels) == before
    champions = home.rows(
        "select segmentation, feature_count from segments.segment_models where is_champion order by 1"
    )
    # Two ages are known of most people; of their households and incomes nothing is.
    assert [segmentation for segmentation, _ in champions] == ["main", "profile"]
    assert champions[1][1] == champions[0][1] + 2
    labelled = home.rows(
        """
        select count(*)
        from segments.customer_profile_segments
        inner join segments.dim_profile_segments using (segment_id)
        """
    )
    assert labelled == home.rows("select count(*) from marts.dim_customers")
    assert home.rows(
        "select distinct segmentation from segments.segment_fairness where attribute = 'age_band' order by all"
    ) == [("main",), ("profile",)]
