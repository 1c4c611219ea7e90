"""Ids where the champion is another day's, or looked at other features."""

import pandas as pd
import pytest

from ml_tasks.segmentation.keeping import models
from ml_tasks.segmentation.keeping.models import has_newest_profiles, profile_champion_version, require_features
from ml_tasks.segmentation.train import train
from warehouse.connection import build_connection
from warehouse.errors import Refused

from .planted import AS_OF

IDS = "select segment_id, event from ml.segment_lineage where model_version = '{}' order by all"


def test_a_model_of_the_past_takes_no_number_that_a_later_one_gave(settings, config, planted, write_features, query):
    customers, _ = planted
    write_features(customers)
    train(settings, config=config)
    write_features(customers[customers.index % 5 != 0].assign(as_of=pd.Timestamp("2017-06-30")))
    of_the_past = train(settings, config=config)
    assert of_the_past.promoted
    assert query(IDS.format(of_the_past.model_version)) == [(number, "born") for number in (6, 7, 8, 9)]
    assert [name.segment_id for name in of_the_past.names] == [6, 7, 8, 9]


def test_ids_are_kept_when_a_feature_is_left_out(settings, config, planted, write_features, query):
    write_features(planted[0])
    train(settings, config=config)
    less = tuple(feature for feature in config.features if feature.column != "median_days_between_orders")
    second = train(settings, config=config.model_copy(update={"features": less}))
    assert query(IDS.format(second.proposed_version)) == [(number, "kept") for number in range(1, 6)]


def test_two_segmentations_that_found_the_same_are_two_models(settings, config, planted, write_features, query):
    write_features(planted[0])
    report = train(settings, config=config.model_copy(update={"profile_layers": config.layers}))
    assert report.profile.promoted
    versions = query("select segmentation, model_version from ml.segment_models order by all")
    assert versions == [("main", report.model_version), ("profile", report.profile.model_version)]
    assert report.model_version != report.profile.model_version


def test_a_model_whose_column_left_the_mart_scores_nobody_and_says_which(settings, config, planted, write_features):
    write_features(planted[0])
    version = train(settings, config=config).model_version
    with build_connection(settings, "test") as connection:
        require_features(connection, version)
        connection.execute("alter table marts.customer_features drop column discount_share")
        with pytest.raises(
            Refused, match=f"{version} looks at discount_share, which marts.customer_features has no more"
        ):
            require_features(connection, version)


def test_who_opts_out_has_no_second_champion_any_more(settings, config, planted, write_features, monkeypatch):
    opted_in = config.model_copy(update={"profile_layers": ("rfm", "behaviour")})
    write_features(planted[0])
    profile = train(settings, config=opted_in).profile.model_version
    with build_connection(settings, "test") as connection:
        assert profile_champion_version(connection, AS_OF) is None
        monkeypatch.setattr(models, "SegmentationConfig", lambda: opted_in)
        assert profile_champion_version(connection, AS_OF) == profile
        assert not has_newest_profiles(connection, AS_OF)
